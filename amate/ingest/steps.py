"""The repairs that a person can switch off, or on: each a named step of the recipe of a table."""

from __future__ import annotations

from typing import NamedTuple


class Step(NamedTuple):
    """label: what people call it; off: what happens without it; default: whether it is done unasked."""

    label: str
    off: str
    default: bool = True


# In the order in which they are done. A step tells itself with the note of the same code.
STEPS: dict[str, Step] = {
    "hidden-sheet": Step(
        "Dejar fuera las hojas ocultas", "Las hojas ocultas del libro se leen como las demás."
    ),
    "hidden-rows": Step(
        "Dejar fuera los renglones ocultos",
        "Los renglones ocultos, y los que no deja ver un filtro, se publican.",
    ),
    "hidden-columns": Step("Dejar fuera las columnas ocultas", "Las columnas ocultas se publican."),
    "deleted-records": Step(
        "Saltar los registros borrados", "Los registros que un DBF marca como borrados se publican."
    ),
    "nested-objects": Step(
        "Abrir los objetos de dentro",
        "Los objetos de dentro se publican enteros, como estructura, en una columna.",
    ),
    "several-tables": Step(
        "Separar las tablas de una hoja", "Todo lo que hay en la hoja se lee como una sola tabla."
    ),
    "title-rows": Step("Saltar los títulos", "El primer renglón con texto da los encabezados."),
    "joined-heads": Step(
        "Juntar los renglones de encabezados", "Solo el renglón más cercano a los datos da los encabezados."
    ),
    "unit-rows": Step(
        "Pasar las unidades al encabezado", "El renglón de unidades se publica como el primero de los datos."
    ),
    "footer-rows": Step(
        "Dejar fuera las notas al pie", "Las notas, fuentes y firmas de abajo se publican como filas."
    ),
    "total-row": Step("Dejar fuera el total", "El renglón de totales se publica como una fila más."),
    "error-cells": Step("Vaciar los errores de fórmula", "Las celdas con error dicen #N/A, #DIV/0!…"),
    "formula-texts": Step(
        "Mostrar las fórmulas sin resultado", "Las celdas cuya fórmula no guardó su resultado quedan vacías."
    ),
    "code-formats": Step(
        "Conservar los ceros de las claves",
        "Las claves se leen como números, sin los ceros que Excel muestra.",
    ),
    "merged-cells": Step(
        "Repetir las celdas combinadas", "El valor queda en la primera celda y las demás quedan vacías."
    ),
    "filled-down": Step(
        "Repetir las claves de cada grupo", "Las claves quedan solo en el primer renglón de su grupo."
    ),
    "encoded-twice": Step(
        "Corregir el archivo codificado dos veces", "El archivo conserva sus letras como venían: «AÃ±o»."
    ),
    "mended-heads": Step(
        "Completar los encabezados", "El renglón de encabezados se lee con los campos que trae."
    ),
    "stray-quotes": Step(
        "Leer las comillas sueltas como texto", "Los renglones con comillas sueltas quedan fuera de la tabla."
    ),
    "backslash-quotes": Step(
        "Leer las comillas con diagonal inversa", "Los renglones con comillas así escapadas quedan fuera."
    ),
    "other-delimiter": Step(
        "Leer renglones con otro separador", "Los renglones con otro separador quedan fuera de la tabla."
    ),
    "short-rows": Step(
        "Acomodar renglones cortos", "Los renglones con campos de menos quedan fuera de la tabla."
    ),
    "surplus-cells": Step(
        "Acomodar renglones largos", "Los renglones con campos de más quedan fuera de la tabla."
    ),
    "column-numbers": Step(
        "Quitar el renglón que numera las columnas", "El renglón (1), (2), (3)… se publica como datos."
    ),
    "repeated-heads": Step(
        "Quitar encabezados repetidos", "Los encabezados repetidos se publican como datos."
    ),
    "blank-rows": Step("Quitar renglones vacíos", "Los renglones vacíos se publican como filas sin datos."),
    "empty-columns": Step("Quitar columnas vacías", "Las columnas sin nombre y sin datos se publican."),
    "errors-column": Step(
        "Quitar la columna «Errores»",
        "La columna «Errores» de la copia para corregir se publica como las demás.",
    ),
    "garbled": Step(
        "Corregir letras mal descifradas", "Las celdas conservan sus letras como venían: «GarcÃ­a»."
    ),
    "invisible": Step("Quitar caracteres invisibles", "Las celdas conservan los caracteres que no se ven."),
    "hard-blanks": Step(
        "Cambiar los espacios duros por normales", "Las celdas conservan sus espacios duros.", default=False
    ),
    "as-text": Step(
        'Leer ="0012" como 0012', "Las celdas conservan la fórmula con la que Excel las deja como texto."
    ),
    "trimmed": Step("Quitar espacios de sobra", "Las celdas conservan los espacios al inicio y al final."),
    "missing-words": Step(
        "Vaciar las celdas que dicen «sin dato»", "Esas palabras se conservan y la columna queda como texto."
    ),
    "missing-texts": Step(
        "Vaciar los textos que dicen «sin dato»", "Esas palabras se publican como un texto más de la columna."
    ),
    "joined-keys": Step(
        "Juntar las claves del INEGI", "Las claves se publican con los espacios que traen: «14 039»."
    ),
    "thousands": Step("Quitar separadores de miles", "Las cantidades quedan como texto: «25,000»."),
    "decimal-comma": Step("Leer la coma como punto decimal", "Las cantidades quedan como texto: «12,5»."),
    "currency": Step("Quitar signos de moneda", "Las cantidades quedan como texto: «$1,234.50»."),
    "percent-signs": Step("Quitar signos de porcentaje", "Los porcentajes quedan como texto: «12.5 %»."),
    "units": Step("Quitar unidades de medida", "Las cantidades quedan como texto: «12 km»."),
    "signs": Step(
        "Leer otros signos de negativo",
        "Las cantidades entre paréntesis o con otros signos quedan como texto.",
    ),
    "degrees": Step(
        "Pasar las coordenadas a grados decimales",
        "Las coordenadas quedan como texto: 20°40'35\"N.",
        default=False,
    ),
    "swapped-coordinates": Step(
        "Intercambiar latitud y longitud", "Cada columna se publica con los valores que trae.", default=False
    ),
    "whole-months": Step("Fechar los meses en su primer día", "Los meses quedan como texto: «marzo 2026»."),
    "compact-dates": Step("Leer fechas sin separadores", "Las fechas quedan como números: 20260315."),
    "serial-dates": Step(
        "Leer las fechas de Excel", "Las fechas quedan como el número de días que Excel cuenta."
    ),
    "zones": Step("Quitar el huso horario", "Las fechas quedan como texto, con su huso."),
    "born-before": Step(
        "Poner en el siglo XX los nacimientos por venir", "Las fechas de la columna quedan como texto."
    ),
}
