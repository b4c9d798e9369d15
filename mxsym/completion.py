"""Completion of a command in bash, zsh and fish, written from its argument parser."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from typing import Any, cast

SHELLS = ("bash", "zsh", "fish")
Actions = list[argparse.Action]


def arguments(parser: argparse.ArgumentParser) -> Actions:
    """The arguments of a parser; argparse has no other name for them."""
    return cast("Any", parser)._actions


def subparsers(parser: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    """The parsers of the subcommands, by name."""
    for action in arguments(parser):
        choices: Any = action.choices
        if isinstance(choices, dict):
            return cast("dict[str, argparse.ArgumentParser]", choices)
    return {}


def title(action: argparse.Action) -> str:
    """The name by which messages call an argument."""
    return "/".join(action.option_strings) or str(action.metavar or action.dest)


def options(parser: argparse.ArgumentParser) -> Actions:
    """The arguments that have names."""
    return [action for action in arguments(parser) if action.option_strings]


def takes_value(action: argparse.Action) -> bool:
    """True if an option is followed by a value."""
    return action.nargs != 0


def words(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Every word that can follow the command: its options, and the choices of its arguments without names."""
    for action in arguments(parser):
        yield from action.option_strings
        if not action.option_strings and action.choices is not None:
            yield from map(str, action.choices)


def script(parser: argparse.ArgumentParser, shell: str) -> str:
    """The text that a shell evaluates to complete the command."""
    return {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](parser)


def _cases(parser: argparse.ArgumentParser) -> str:
    """The words after each option that has choices, and after each command, as cases of a shell's `case`."""
    lines: list[str] = []
    for name, command in subparsers(parser).items():
        for action in options(command):
            if action.choices is not None:
                pattern = "|".join(f"{name}:{option}" for option in action.option_strings)
                lines.append(f"        {pattern}) words='{' '.join(map(str, action.choices))}' ;;")
            elif takes_value(action):
                pattern = "|".join(f"{name}:{option}" for option in action.option_strings)
                lines.append(f"        {pattern}) words='' ;;")
        lines.append(f"        {name}:*) words='{' '.join(words(command))}' ;;")
    return "\n".join([*lines, f"        *) words='{' '.join(words(parser))}' ;;"])


def _bash(parser: argparse.ArgumentParser) -> str:
    return f"""\
# eval "$({parser.prog} completion bash)"
_{parser.prog}() {{
    local words command='' current="${{COMP_WORDS[COMP_CWORD]}}" before=''
    if (( COMP_CWORD > 1 )); then
        command="${{COMP_WORDS[1]}}"
        before="${{COMP_WORDS[COMP_CWORD - 1]}}"
    fi
    case "$command:$before" in
{_cases(parser)}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _{parser.prog} {parser.prog}"""


def _zsh(parser: argparse.ArgumentParser) -> str:
    return f"""\
#compdef {parser.prog}
# eval "$({parser.prog} completion zsh)"
_{parser.prog}() {{
    local -a typed=("${{(@)words}}")
    local words command='' before=''
    if (( CURRENT > 2 )); then
        command="$typed[2]"
        before="$typed[CURRENT - 1]"
    fi
    case "$command:$before" in
{_cases(parser)}
    esac
    compadd -- ${{=words}}
    _files
}}
compdef _{parser.prog} {parser.prog}"""


def _quoted(text: str) -> str:
    """Text as one word of fish."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _fish(parser: argparse.ArgumentParser) -> str:
    first = f"complete -c {parser.prog}"
    lines = [f"# {parser.prog} completion fish | source"]
    helps = {item.dest: item.help for action in arguments(parser) for item in _choices(action)}
    for name, command in subparsers(parser).items():
        lines.append(f"{first} -n __fish_use_subcommand -f -a {name} -d {_quoted(helps.get(name) or '')}")
        within = f"{first} -n '__fish_seen_subcommand_from {name}'"
        for action in arguments(command):
            choices = " ".join(map(str, action.choices or ()))
            names = [f"-l {text[2:]}" if text.startswith("--") else f"-s {text[1:]}" for text in action.option_strings]
            values = f" -xa {_quoted(choices)}" if choices else " -r" if names and takes_value(action) else ""
            if names:
                lines.append(f"{within} {' '.join(names)}{values} -d {_quoted(action.help or '')}")
            elif choices:
                lines.append(f"{within} -fa {_quoted(choices)}")
    return "\n".join(lines)


def _choices(action: argparse.Action) -> Actions:
    """The subcommands of an argument, which have the texts of their help."""
    return cast("Any", action)._choices_actions if isinstance(action.choices, dict) else []
