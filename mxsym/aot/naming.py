"""C names: the form of a user's names in an exported header.

`c_name` makes an identifier that is no C or C++ keyword and no macro of the standard headers; `comment` is a name
inside a C comment, `literal` in a C string. Users' names are in structs only, which have a name space of their own.
"""

from __future__ import annotations

import hashlib
import re

from mxsym.spelling import shown

RESERVED = frozenset({
    "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char",
    "char8_t", "char16_t", "char32_t", "class", "co_await", "co_return", "co_yield", "compl", "concept", "const",
    "const_cast", "consteval", "constexpr", "constinit", "continue", "contract_assert", "decltype", "default", "delete",
    "do", "double", "dynamic_cast", "else", "enum", "explicit", "export", "extern", "false", "final", "float", "for",
    "fortran", "friend", "goto", "if", "import", "inline", "int", "long", "module", "mutable", "namespace", "new",
    "noexcept", "not", "not_eq", "nullptr", "operator", "or", "or_eq", "override", "private", "protected", "public",
    "register", "reinterpret_cast", "requires", "restrict", "return", "short", "signed", "sizeof", "static",
    "static_assert", "static_cast", "struct", "switch", "template", "this", "thread_local", "throw", "true", "try",
    "typedef", "typeid", "typename", "typeof", "typeof_unqual", "union", "unsigned", "using", "virtual", "void",
    "volatile", "wchar_t", "while", "xor", "xor_eq", "assert", "complex", "errno", "imaginary", "noreturn", "offsetof",
    "setjmp", "stderr", "stdin", "stdout", "va_arg", "va_copy", "va_end", "va_start", "far", "huge", "i386",
    "interface", "linux", "near", "pascal", "small", "sun", "unix", "vax",
})  # fmt: skip
"""Keywords of C and C++, macros in lower case of their headers, and those that some compilers define."""
HEADERS = frozenset({
    "assert", "complex", "ctype", "errno", "fenv", "float", "inttypes", "iso646", "limits", "locale", "math", "setjmp",
    "signal", "stdalign", "stdarg", "stdatomic", "stdbit", "stdbool", "stdckdint", "stddef", "stdint", "stdio",
    "stdlib", "stdnoreturn", "string", "tgmath", "threads", "time", "uchar", "wchar", "wctype",
})  # fmt: skip
"""C's own headers, which an exported one must not replace."""
_MACRO = re.compile(r"[A-Z][A-Z0-9_]+|[A-Z]+[0-9]+|I")
"""The spelling of macros: `NULL`, `EOF`, `INT_MAX`; and the imaginary unit of <complex.h>."""
LONGEST = 60
"""Characters that a C name keeps; C99 promises 63 that tell names apart."""


def c_name(text: str) -> str:
    """`text` as a C identifier; different texts may give one name."""
    plain = re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_") or "x"
    if len(plain) > LONGEST:
        plain = f"{plain[: LONGEST - 9]}_{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    if plain[0].isdigit():
        plain = f"_{plain}"
    return f"{plain}_" if plain in RESERVED or _MACRO.fullmatch(plain) else plain


def comment(text: str) -> str:
    """A user's text inside a C comment: ASCII that neither ends nor nests one."""
    return re.sub(r"[*/\\?]", "_", shown(text).encode("ascii", "backslashreplace").decode())


def literal(text: str) -> str:
    """A user's text as a C string literal of its UTF-8: plain ASCII, without trigraphs."""
    plain = re.compile(rb"[A-Za-z0-9_.:/ -]")
    data = text.encode("utf-8", "surrogatepass")
    letters = [chr(byte) if plain.match(bytes([byte])) else f"\\{byte:03o}" for byte in data]
    return f'"{"".join(letters)}"'
