"""Every sentence that ingest says, by its stable code: notes on what was done, refusals of what cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from amate.base.errors import BadFile
from amate.ingest.limits import NOTE_EXAMPLES, NOTE_ROWS
from amate.ingest.report import Note

NOTES = {
    "title-rows": (
        "{count:Se saltó # renglón|Se saltaron # renglones} de título antes de los encabezados: {example}."
    ),
    "several-tables": "La hoja «{sheet}» trae {count:# tabla|# tablas}; cada una se lee por separado.",
    "several-tables-in-text": "El archivo trae {count:# tabla|# tablas}; cada una se lee por separado.",
    "joined-heads": (
        "Los encabezados vienen en {rows_joined} renglones; con ellos se formó el nombre de "
        "{count:# columna|# columnas}: {example}."
    ),
    "column-numbers": "Se quitó el renglón que solo numera las columnas: {example}.",
    "unit-rows": (
        "El renglón de unidades bajo los encabezados pasó al nombre de {count:# columna|# columnas}: {example}."
    ),
    "footer-rows": (
        "{count:Quedó # renglón|Quedaron # renglones} de notas, fuentes o firmas fuera de la tabla: {example}."
    ),
    "total-row": "El renglón de totales, al final, quedó fuera de la tabla: {example}.",
    "error-cells": (
        "{count:# celda tenía un error de fórmula y quedó vacía|# celdas tenían errores de fórmula y quedaron "
        "vacías}: {example}."
    ),
    "formula-texts": (
        "{count:# fórmula no guardó su resultado y se publica como texto|# fórmulas no guardaron su resultado y se "
        "publican como texto}: {example}. Abre el libro, guárdalo y vuelve a subirlo."
    ),
    "code-formats": (
        "Se leyeron con los ceros que Excel muestra {count:# clave|# claves} de {columns}: {example} es {after}."
    ),
    "merged-cells": (
        "Se repitió el valor de las celdas combinadas en {count:# celda|# celdas} de {columns}; por ejemplo, {example}."
    ),
    "filled-down": (
        "{columns} {plural} solo en el primer renglón de cada grupo; se repitió en {count:# celda|# celdas}; "
        "por ejemplo, {example}."
    ),
    "no-tables": "{count:La hoja|Las hojas} {sheets} no {plural} ninguna tabla.",
    "no-header": "El archivo no trae encabezados: las columnas se llaman columna_1, columna_2…",
    "renamed-columns": (
        "{count:Se renombró # columna|Se renombraron # columnas} sin nombre o con nombre repetido: {example}."
    ),
    "empty-columns": "{count:Se quitó # columna|Se quitaron # columnas} sin nombre y sin ningún dato.",
    "errors-column": (
        "Se quitó la columna «{column}», que dice qué corregir en la copia que descargaste "
        "({count:# aviso|# avisos}); tus datos no cambian."
    ),
    "blank-rows": "{count:Se quitó # renglón vacío|Se quitaron # renglones vacíos}.",
    "broken-rows": (
        "{count:# renglón no tiene|# renglones no tienen} los {width} campos de los demás y "
        "{count:quedó|quedaron} fuera de la tabla. {example}. Corrige el archivo y vuelve a subirlo."
    ),
    "backslash-quotes": (
        "En {count:# renglón|# renglones} las comillas venían escapadas con una diagonal inversa; "
        "así se leyeron. {example}."
    ),
    "stray-quotes": (
        "En {count:# renglón|# renglones} había comillas sueltas o sin cerrar; se leyeron como parte del texto. "
        "{example}."
    ),
    "other-delimiter": (
        "{count:# renglón venía|# renglones venían} con otro separador que los demás. {example}."
    ),
    "short-rows": (
        "A {count:# renglón le|# renglones les} faltan campos; sus celdas se pusieron en las columnas a las que se "
        "parecen y las demás quedaron vacías. {example}."
    ),
    "surplus-cells": (
        "A {count:# renglón le|# renglones les} sobran campos; se quitó el que estaba vacío o se juntó el que el "
        "separador partió. {example}."
    ),
    "repeated-heads": (
        "{count:Se quitó # renglón que repetía|Se quitaron # renglones que repetían} los encabezados "
        "o lo que dice arriba de ellos: {example}."
    ),
    "encoded-twice": (
        "El archivo se había codificado dos veces: se corrigieron sus {count:# letra|# letras} fuera de lo común; "
        "por ejemplo, {example}."
    ),
    "mended-heads": (
        "El renglón de encabezados no tenía tantos campos como los datos y se completó así: {example}. Revisa que "
        "cada nombre esté sobre su columna."
    ),
    "trimmed": (
        "Se quitaron los espacios al inicio o al final de {count:# celda|# celdas} en {columns}; "
        "por ejemplo, {example}."
    ),
    "missing-words": (
        "{count:# celda que dice|# celdas que dicen} {example} o algo parecido "
        "{count:quedó vacía|quedaron vacías} en {columns}: significan «sin dato»."
    ),
    "missing-texts": (
        "{count:# celda de texto que dice|# celdas de texto que dicen} {example} o algo parecido "
        "{count:quedó vacía|quedaron vacías} en {columns}: significan «sin dato»."
    ),
    "garbled": (
        "{count:# celda traía|# celdas traían} letras mal descifradas en {columns} y se {count:corrigió|corrigieron}: "
        "{example} es {after}."
    ),
    "invisible": ("Se quitaron caracteres que no se ven de {count:# celda|# celdas} en {columns}."),
    "as-text": (
        "{count:# celda de|# celdas de} {columns} {count:venía|venían} como fórmula o con apóstrofo para que Excel no "
        "le quite los ceros: {example} es {after}."
    ),
    "hard-blanks": ("Se cambiaron los espacios duros por normales en {count:# celda|# celdas} de {columns}."),
    "joined-keys": (
        "Se juntaron las claves del INEGI de {columns} que venían con espacios "
        "({count:# celda|# celdas}): {example} es {after}."
    ),
    "thousands": (
        "Se quitaron los separadores de miles de {count:# número|# números} en {columns}: {example} es {after}."
    ),
    "decimal-comma": (
        "La coma de {count:# número|# números} en {columns} se leyó como punto decimal: {example} es {after}."
    ),
    "currency": (
        "Se quitó el signo de moneda ({called}) de {count:# cantidad|# cantidades} en {columns}: {example} es {after}."
    ),
    "percent-signs": (
        "Se quitó el signo % de {count:# valor|# valores} en {columns}: {example} es {after}; son porcentajes."
    ),
    "units": (
        "Se quitó la unidad ({called}) de {count:# valor|# valores} en {columns}: {example} es {after}. "
        "Di la unidad en la descripción de la columna."
    ),
    "signs": (
        "Se leyeron como números {count:# cantidad|# cantidades} de {columns} con paréntesis u otros signos: "
        "{example} es {after}."
    ),
    "degrees": (
        "{count:# coordenada|# coordenadas} de {columns} en grados, minutos y segundos se "
        "{count:pasó|pasaron} a grados decimales: {example} es {after}."
    ),
    "degrees-offered": (
        "Las coordenadas de {columns} vienen en grados, minutos y segundos ({example}). Si activas este paso se "
        "publican en grados decimales, que es lo que los mapas leen."
    ),
    "swapped-coordinates": "Se intercambiaron la latitud y la longitud de {columns} ({count:# celda|# celdas}).",
    "swapped-coordinates-offered": (
        "La latitud y la longitud de {columns} parecen estar cambiadas: {example} de latitud no está en México. "
        "Si activas este paso se intercambian."
    ),
    "whole-months": (
        "Los meses de {columns} se publican como fechas, en su primer día ({count:# celda|# celdas}): "
        "{example} es {after}."
    ),
    "compact-dates": (
        "Los números de {columns} son fechas ({count:# celda|# celdas}): {example} es {after}."
    ),
    "serial-dates": (
        "Los números de {columns} son fechas como las cuenta Excel ({count:# celda|# celdas}): {example} es {after}."
    ),
    "zones": (
        "La hora de {columns} se publica como viene, sin su huso ({called}), que es el mismo en "
        "{count:la única celda|las # celdas}: {example} es {after}."
    ),
    "born-before": (
        "{count:# fecha de nacimiento|# fechas de nacimiento} con año de dos cifras en {columns} se "
        "{count:leyó|leyeron} en el siglo XX: {example} es {after}."
    ),
    "two-ways": (
        "Los números de {columns} pueden leerse de dos maneras; la coma se tomó como separador de miles: {example}. "
        "Di si así es, o cambia cómo se lee la columna."
    ),
    "unknown-places": (
        "{count:# celda de|# celdas de} {columns} no {count:dice|dicen} el nombre de ningún {kind}: {example}."
    ),
    "codes-kept": "Se conservaron como texto, con sus ceros, las claves de {columns}.",
    "names-kept": (
        "Se conservaron como texto los números de {columns}: son claves, folios o teléfonos, no cantidades."
    ),
    "day-first": (
        "Las fechas de {columns} pueden leerse de dos maneras. Se tomó primero el día y luego el mes: {example}. "
        "Si es al revés, cambia el tipo de la columna a «fecha, mes/día»."
    ),
    "month-first": "Las fechas de {columns} traen primero el mes y luego el día: {example}.",
    "wrong-extension": "El archivo se llama .{extension} pero es {kind}; se leyó como lo que es.",
    "hidden-sheet": (
        "{count:# hoja oculta del libro quedó|# hojas ocultas del libro quedaron} fuera. "
        "Si deben publicarse, muéstralas y vuelve a subir el libro, o apaga este paso."
    ),
    "hidden-rows": (
        "{count:# renglón oculto quedó|# renglones ocultos quedaron} fuera de la tabla. "
        "Si deben publicarse, muéstralos y vuelve a subir el libro, o apaga este paso."
    ),
    "filtered-rows": (
        "La hoja tiene un filtro puesto: {count:# renglón que no se ve quedó|# renglones que no se ven quedaron} "
        "fuera de la tabla. Si deben publicarse, quita el filtro y vuelve a subir el libro, o apaga este paso."
    ),
    "hidden-columns": (
        "{count:# columna oculta quedó|# columnas ocultas quedaron} fuera de la tabla ({letters}). "
        "Si deben publicarse, muéstralas y vuelve a subir el libro, o apaga este paso."
    ),
    "masked-cells": (
        "{count:# celda que no se ve quedó vacía|# celdas que no se ven quedaron vacías}: su letra es del color del "
        "fondo, o su formato no la muestra. Si {count:debe publicarse, dale|deben publicarse, dales} un color y un "
        "formato que se lean y vuelve a subir el libro."
    ),
    "comments": "El libro trae comentarios en sus celdas: no se leen ni se publican.",
    "pivot-cache": "El libro guarda los datos de sus tablas dinámicas: no se leen ni se publican.",
    "external-links": "El libro guarda copias de datos de otros libros: no se leen ni se publican.",
    "defined-names": "El libro guarda valores en nombres definidos: no se leen ni se publican.",
    "embedded-objects": "El libro trae otros archivos incrustados: no se leen ni se publican.",
    "data-model": "El libro trae conexiones o un modelo de datos: no se leen ni se publican.",
    "scenarios": "El libro guarda escenarios con otros valores: no se leen ni se publican.",
    "revisions": "El libro guarda el historial de sus cambios: no se lee ni se publica.",
    "thumbnail": "El libro trae una imagen de cómo se veía: no se publica.",
    "author": (
        "Las propiedades del libro dicen quién lo hizo o su título: no se leen, y el original que se ofrece las lleva. "
        "Si no deben verse, quítalas en Archivo › Información › Inspeccionar documento y vuelve a subirlo."
    ),
    "properties": "El libro trae propiedades que alguien le agregó: no se leen ni se publican.",
    "unknown-parts": "El libro trae partes que no son hojas: no se leen ni se publican.",
    "macros": "El libro trae macros: se leyeron sus hojas; las macros nunca se ofrecen.",
    "deleted-records": (
        "{count:# registro marcado como borrado quedó|# registros marcados como borrados quedaron} fuera de la tabla."
    ),
    "overflows": (
        "{count:# cantidad no cupo en su campo y viene|# cantidades no cupieron en su campo y vienen} con asteriscos: "
        "{count:quedó vacía|quedaron vacías}. Exporta la tabla de nuevo con un campo más ancho."
    ),
    "memo-fields": (
        "{count:La columna|Las columnas} {columns} {count:guarda sus textos|guardan sus textos} en otro archivo "
        "(DBT o FPT) y {count:quedó|quedaron} fuera. Para publicarlos, guarda la tabla como CSV o libro de Excel."
    ),
    "nested-objects": (
        "{count:Se abrió # columna que guardaba|Se abrieron # columnas que guardaban} objetos ({columns}): cada parte "
        "es ahora una columna, como {example}."
    ),
    "free-pages": "La base guarda restos de datos que se borraron de ella: no se leen ni se publican.",
    "page-code": "La página trae código o comentarios: no se leen ni se publican.",
    "database-views": (
        "{count:# vista o tabla calculada de la base no se lee|# vistas o tablas calculadas de la base no se leen}: "
        "{columns}."
    ),
    "extended-missing": (
        "{count:# valor que el programa marca como perdido (.a, .b…) quedó vacío|"
        "# valores que el programa marca como perdidos (.a, .b…) quedaron vacíos}."
    ),
    "value-labels": (
        "Se publican los códigos tal como vienen; lo que significan está en la tabla «{dictionary}» de este archivo."
    ),
    "broken-characters": (
        "{count:# carácter estaba dañado y se leyó|# caracteres estaban dañados y se leyeron} "
        "como texto de Windows."
    ),
    "binary-columns": "Las columnas {columns} guardan datos binarios y se publican en base 64.",
}

NOTES["counted-rows"] = (
    "En vez de sus renglones se publica cuántos hay por cada combinación de {columns}, sin las de menos de {fewest}."
)
NOTES["small-groups"] = (
    "{count:# combinación quedó fuera: es|# combinaciones quedaron fuera: son} de menos de {fewest} renglones."
)

# What the personal data are called in a sentence, by the meaning of a column.
PERSONAL = {
    "curp": ("CURP", "CURP"),
    "rfc_person": ("RFC de persona", "RFC de personas"),
    "clabe": ("cuenta CLABE", "cuentas CLABE"),
    "nss": ("número de seguridad social", "números de seguridad social"),
    "voter_key": ("clave de elector", "claves de elector"),
    "email": ("correo personal", "correos personales"),
    "phone": ("teléfono de persona", "teléfonos de personas"),
    "person_name": ("nombre de persona", "nombres de personas"),
    "street_address": ("domicilio de persona", "domicilios de personas"),
    "birth_date": ("fecha de nacimiento", "fechas de nacimiento"),
    "minor": ("persona menor de edad", "personas menores de edad"),
    "small_cells": ("conteo de pocas personas", "conteos de pocas personas"),
}
NOTES |= {
    f"personal-data:{kind}": (
        f"{{count:Hay # valor que parece {one}|Hay # valores que parecen {many}}} en {{columns}} ({{example}}). "
        "Quita la columna, o confirma que la ley permite publicarla."
    )
    for kind, (one, many) in PERSONAL.items()
}

NOTES["personal-data:minor"] = (
    "{count:Hay # renglón de una persona menor|Hay # renglones de personas menores} de 18 años, y se dice quiénes son "
    "en {columns}. Quita o cubre lo que lo dice."
)
NOTES["personal-data:small_cells"] = (
    "{count:Hay # celda que cuenta|Hay # celdas que cuentan} a menos de {fewest} personas en un lugar pequeño, en "
    "{columns}: quien vive ahí puede saber de quién se trata."
)
NOTES["hidden-personal-data"] = (
    "Lo que el archivo no muestra (hojas, renglones o columnas ocultas, comentarios, cachés) trae "
    "{count:# valor que parece|# valores que parecen} {called} ({example}). No se publica con las tablas; "
    "quítalo del archivo si lo compartes."
)

REFUSALS = {
    "empty": "El archivo está vacío: revisa que se haya guardado bien y vuelve a subirlo.",
    "program": "«{file}» es un programa o un guion, no datos: no se puede publicar.",
    "html": (
        "«{file}» es una página web (HTML) y no trae ninguna tabla de datos. Sube los datos como CSV o libro de Excel."
    ),
    "not-what-it-says": (
        "El archivo se llama «{file}» pero en realidad es {kind}. Sube los datos como CSV o libro de Excel, "
        "o ponle al archivo su verdadera extensión."
    ),
    "macros": "«{file}» trae macros, que pueden dañar a quien lo abra. Guárdalo sin macros o como PDF.",
    "encrypted": "«{file}» está protegido con contraseña. Quítale la contraseña y vuelve a subirlo.",
    "bomb": "«{file}» se desempaca en {size} o más: es demasiado para lo que pesa. Súbelo sin comprimir.",
    "too-many-members": "El archivo comprimido trae {count} archivos; el máximo es {limit}. Divídelo.",
    "too-nested": "«{file}» está comprimido dentro de otros archivos comprimidos. Sube solo el de más adentro.",
    "too-many-tables": "El archivo trae {count} tablas; el máximo es {limit}. Divídelo.",
    "too-many-columns": "«{file}» tiene {count} columnas; el máximo es {limit}. Convierte columnas en renglones.",
    "too-many-cells": (
        "La hoja «{sheet}» abarca {rows} renglones por {columns} columnas; el máximo son {limit} celdas. "
        "Borra las celdas lejanas o guarda la hoja como CSV."
    ),
    "cell-too-long": (
        "En la línea {line} de «{file}» hay una celda de más de {limit}: casi siempre son comillas sin cerrar."
    ),
    "head-too-long": (
        "Un encabezado tiene {size} letras: {begins}. Casi siempre son comillas sin cerrar o datos sin separar. "
        "Corrígelo y vuelve a subir el archivo."
    ),
    "row-too-long": "El archivo tiene un renglón de más de {limit}. Divide sus celdas más largas y vuelve a subirlo.",
    "entities": "El documento «{file}» declara entidades XML, que se usan para dañar. Guárdalo de nuevo con Excel.",
    "damaged": "«{file}» está dañado o incompleto y no se puede leer como {kind}. Vuelve a guardarlo o a copiarlo.",
    "binary": "«{file}» se llama como una tabla pero no es texto. Guárdalo como CSV desde tu programa de origen.",
    "archive": "«{file}» está comprimido como {kind}, que no se abre aquí. Comprímelo en ZIP.",
}


class Count(int):
    """A number that a sentence agrees with: `{count:# renglón|# renglones}`; # is the number itself."""

    def __format__(self, forms: str) -> str:
        one, _, many = forms.partition("|")
        return (one if self == 1 else many).replace("#", f"{int(self):,}")


def note(
    code: str,
    rows: Iterable[int] = (),
    *,
    count: int = 0,
    examples: Iterable[tuple[str, str]] = (),
    **facts: Any,
) -> Note:
    """A note whose sentence is NOTES[code] filled with facts; rows are 1-based source lines, the first 20.

    examples: cells before and after, the first 5.
    """
    sentence = NOTES[code].format(count=Count(count), **facts)
    return Note(code, sentence, tuple(rows)[:NOTE_ROWS], count, tuple(examples)[:NOTE_EXAMPLES])


def offer(code: str, **facts: Any) -> Note:
    """The note on a step that is not done unless a person switches it on."""
    return replace(note(f"{code}-offered", **facts), code=code)


def refuse(code: str, **facts: Any) -> BadFile:
    """The error to raise for a file that cannot be taken; its sentence is REFUSALS[code] filled with facts."""
    return BadFile(REFUSALS[code].format(**facts), code=code, **facts)


def shown(text: str, width: int = 60) -> str:
    """A cell as it may be quoted inside a sentence: «one line, not too long»."""
    flat = re.sub(r"\s+", " ", text)
    return f"«{flat}»" if len(flat) <= width else f"«{flat[: width - 1]}…»"


def listed(names: Iterable[str], most: int = 5) -> str:
    """Column names as a Spanish list: «a», «b» y 3 más."""
    quoted = [shown(name) for name in names]
    head, rest = quoted[:most], len(quoted) - most
    return ", ".join(head) + (f" y {rest} más" if rest > 0 else "")
