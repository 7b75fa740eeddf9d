"""Words that invented schools, streets and companies are made of: common to all of Mexico."""

from __future__ import annotations

HEROES = (
    "Benito Juárez", "Miguel Hidalgo", "José María Morelos", "Josefa Ortiz de Domínguez", "Ignacio Zaragoza",
    "Emiliano Zapata", "Francisco I. Madero", "Lázaro Cárdenas", "Venustiano Carranza", "Niños Héroes",
    "Sor Juana Inés de la Cruz", "Leona Vicario", "Vicente Guerrero", "Valentín Gómez Farías", "Justo Sierra",
    "José Vasconcelos", "Ramón López Velarde", "Amado Nervo", "Gabriela Mistral", "Rosario Castellanos",
    "Cuauhtémoc", "Nezahualcóyotl", "Mariano Abasolo", "Ignacio Allende", "Narciso Mendoza",
    "Melchor Ocampo", "Álvaro Obregón", "Octavio Paz", "Juan Rulfo", "Agustín Yáñez",
)  # fmt: skip
DATES = ("5 de Febrero", "18 de Marzo", "1.º de Mayo", "5 de Mayo", "16 de Septiembre", "20 de Noviembre")
TREES = (
    "Fresno",
    "Roble",
    "Jacaranda",
    "Ceiba",
    "Mezquite",
    "Guayabo",
    "Sauce",
    "Encino",
    "Nogal",
    "Ahuehuete",
)
COLONIAS = (
    "Centro", "Las Palmas", "El Mirador", "La Loma", "Santa Cecilia", "San Miguel", "El Rosario", "Jardines del Sol",
    "Lomas del Valle", "Los Arcos", "Arboledas", "La Esperanza", "San José", "El Carmen", "Las Flores", "Independencia",
    "La Cañada", "Buenos Aires", "El Porvenir", "Santa Lucía", "Villas del Río", "Los Pinos", "La Huerta", "El Zapote",
    "Guadalupe", "Los Sauces", "Vista Hermosa", "La Noria", "Hacienda Vieja", "El Paraíso",
)  # fmt: skip
STREETS = (*HEROES, *DATES, *TREES, "Constitución", "Reforma", "La Paz", "Del Trabajo", "Río Nilo", "Colón")
TRADES = (
    "Comercializadora",
    "Constructora",
    "Servicios",
    "Grupo",
    "Distribuidora",
    "Soluciones",
    "Proveedora",
)
COMPANIES = (
    "del Bajío",
    "Occidente",
    "La Barranca",
    "Tres Ríos",
    "El Fresno",
    "Siglo Nuevo",
    "Altavista",
    "Sierra Azul",
)
SOCIETIES = ("S.A. de C.V.", "S. de R.L. de C.V.", "S.C.", "S.A.P.I. de C.V.")
MONTHS = (
    "Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio",
    "Julio", "Agosto", "Septiembre", "Octubre", "Noviembre", "Diciembre",
)  # fmt: skip
