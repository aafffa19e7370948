"""Names of variables that an environment cannot set, and why."""

from __future__ import annotations

from envarium.activation.variables import is_identifier

ACTIVATION = "activation changes it itself"
SHELL = "shells give it a meaning of their own"
PROMPT = "it is part of the prompt"
LOADER = "every program that is started would load it"
PYTHON = "the environment's Python would not find its standard library"
OURS = "envarium and its hooks read it"
USER = "it says who or where the user is"

NAMES = {
    ACTIVATION: "PATH VIRTUAL_ENV VIRTUAL_ENV_PROMPT PYTHONHOME",
    PROMPT: "PS0 PS1 PS2 PS3 PS4 PROMPT PROMPT2 PROMPT3 PROMPT4 RPROMPT RPROMPT2 RPS1 RPS2 SPROMPT POSTEDIT prompt"
    " psvar PSVAR",
    LOADER: "LD_PRELOAD LD_AUDIT DYLD_INSERT_LIBRARIES DYLD_FORCE_FLAT_NAMESPACE",
    PYTHON: "PYTHONPLATLIBDIR PYTHONEXECUTABLE __PYVENV_LAUNCHER__",
    OURS: "WORKON_HOME PROJECT_HOME XDG_CONFIG_HOME VIRTUALENV_PYTHON VIRTUAL_ENV_DISABLE_PROMPT",
    USER: "HOME USER LOGNAME USERNAME SHELL PWD OLDPWD UID EUID GID EGID PPID GROUPS HOSTNAME HOST HOSTTYPE MACHTYPE"
    " OSTYPE CPUTYPE VENDOR",
    SHELL: "IFS ENV _ SHELLOPTS BASH BASHOPTS BASHPID GLOBIGNORE EXECIGNORE POSIXLY_CORRECT TMOUT SHLVL ZDOTDIR"
    # bash
    " CHILD_MAX COLUMNS LINES COMPREPLY COPROC DIRSTACK EPOCHREALTIME EPOCHSECONDS FIGNORE FUNCNAME FUNCNEST HISTCMD"
    " HISTCONTROL HISTFILESIZE HISTIGNORE HISTSIZE HISTTIMEFORMAT IGNOREEOF INPUTRC LINENO MAPFILE OPTARG OPTERR"
    " OPTIND PIPESTATUS RANDOM READLINE_ARGUMENT READLINE_LINE READLINE_MARK READLINE_POINT REPLY SECONDS SRANDOM"
    # zsh
    " ARGC BAUD CURSOR ERRNO FPATH HISTCHARS HISTNO KEYBOARD_HACK KEYTIMEOUT LISTMAX MAILCHECK MAILPATH MATCH MBEGIN"
    " MEND MODULE_PATH NULLCMD READNULLCMD SAVEHIST STTY TRY_BLOCK_ERROR TRY_BLOCK_INTERRUPT TTY TTYIDLE WATCH"
    " WORDCHARS ZLS_COLORS aliases argv builtins cdpath commands dirstack errnos fignore fpath functions galiases"
    " funcstack funcfiletrace funcsourcetrace functrace histchars history historywords jobdirs jobstates jobtexts"
    " keymaps langinfo mailpath manpath match mbegin mend module_path modules nameddirs options parameters path"
    " patchars pipestatus reply reswords saliases signals status sysparams termcap terminfo userdirs usergroups watch"
    " widgets zle_bracketed_paste zsh_eval_context zsh_scheduled_events dis_aliases dis_builtins dis_functions"
    " dis_functions_source dis_galiases dis_patchars dis_reswords dis_saliases functions_source"
    # fish
    " CMD_DURATION hostname umask version status_generation last_pid"
    # csh
    " cwd home shell term user gid uid loginsh owd"
    # Nushell and PowerShell
    " CURRENT_FILE FILE_PWD PROCESS_PATH ENV_CONVERSIONS LAST_EXIT_CODE config nu PSModulePath",
}
"""The names for each reason, separated by spaces."""

PREFIXES = {
    "ENVARIUM_": OURS,
    "VIRTUALENVWRAPPER_": OURS,
    "__": "names that begin with two underscores are reserved",
    "_OLD_VIRTUAL_": ACTIVATION,
    "_OLD_FISH_": ACTIVATION,
    "BASH_": SHELL,
    "ZSH_": SHELL,
    "FISH_": SHELL,
    "fish_": SHELL,
    "COMP_": SHELL,
    "NU_": SHELL,
    "PROMPT_": PROMPT,
    "TRANSIENT_PROMPT": PROMPT,
}

REASONS = {name: reason for reason, names in NAMES.items() for name in names.split()}


def refusal(name: str) -> str:
    """Return why an environment cannot set the variable `name`, "" if it can."""
    if not is_identifier(name):
        return "a name consists of letters, digits and underscores, and does not begin with a digit"
    if name in REASONS:
        return REASONS[name]
    return next((reason for prefix, reason in PREFIXES.items() if name.startswith(prefix)), "")
