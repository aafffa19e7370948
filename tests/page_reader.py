"""A person who reads a page of the documentation, and types what it shows."""

from __future__ import annotations

import os
import shlex

import page_blocks
import wheels


class Reader:
    """A person with envarium in a home directory, and with a shell of each kind that the page uses."""

    def __init__(self, home, environment, installed):
        self.home = str(home)
        self.environment = environment
        self.installed = installed
        self.shells = {}

    def shell(self, name):
        """Return the shell called `name`, with the integration loaded."""
        if name not in self.shells:
            self.shells[name] = self._start(name)
            self.shells[name].load(self.installed)
        return self.shells[name]

    def _start(self, name):
        shell = page_blocks.DRIVERS[name](self.home, self.environment)
        shell.say(f"cd {shell.quote(self.home)}")
        return shell

    def opens_anew(self):
        """Close bash and open another one, which reads its startup file."""
        self.shells.pop("bash").close()
        self.shells["bash"] = self._start("bash")
        self.shells["bash"].say(". ~/.bashrc")

    def lacks(self, command):
        """Return whether `command` fails on this machine."""
        return self.shell("bash").tries(command).code != 0

    def prepares(self, lines):
        """Run the commands in a comment, all of which must succeed."""
        for line in lines.splitlines():
            if line.strip() == "new shell":
                self.opens_anew()
            elif line.strip():
                done = self.shell("bash").say(line)
                assert done.code == 0, f"{line}\n{done.out}"

    def reaches_the_index(self):
        """Let pip and uv use the package index from now on, as the settings of this machine say."""
        variables = wheels.index("")
        kept = {name: os.environ.get(name) for name in variables}
        for name, value in kept.items():
            self.prepares(f"unset {name}" if value is None else f"export {name}={shlex.quote(value)}")

    def writes(self, path, text):
        """Write a file that the page shows."""
        path = path.replace("~", self.home)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        os.chmod(path, 0o755)

    def follows(self, block):
        """Type the commands of a block, and compare what happens with what the page shows."""
        shell = self.shell(page_blocks.SHELLS[block.language])
        steps = block.steps()
        shows = any(step.output for step in steps)
        word, replacement = self._replacement(block.marks.get("with", ""))
        answer = block.marks.get("answer")
        for step in steps:
            self._compare_prompt(shell, step)
            command = page_blocks.below(self.home, step.command)
            done = self._types(shell, command.replace(word, replacement) if word else command, answer)
            refused = any(line.startswith("envarium: ") for line in step.output)
            assert done.code in block.codes() or refused, f"exit code {done.code} of {command}\n{done.out}"
            if shows:
                self._compare_output(step, done, answer)

    def _replacement(self, mark):
        """Return the word of a `with` comment, and what its command prints."""
        word, _, command = mark.partition(" = ")
        return word, command and self.shell("bash").say(command).out.strip()

    def _types(self, shell, command, answer):
        """Run a command with the `answer` on its terminal, or with no input."""
        if shell.name == "fish" or not command.strip():
            return shell.tries(command)
        if answer is None:
            return shell.tries(f"{{ {command}\n}} < /dev/null")
        keyboard, terminal = os.openpty()
        os.write(keyboard, answer.encode() + b"\n")
        done = shell.tries(f"{{ {command}\n}} < {os.ttyname(terminal)}")
        os.close(keyboard)
        os.close(terminal)
        return done

    def _compare_output(self, step, done, answer):
        """Compare what a step printed with the page, on which an answer is too."""
        lines = "\n".join(step.output).replace(f": {answer}\n", ": ").splitlines()
        assert page_blocks.matches(lines, done.out, self.home), (
            f"{step.command}\n--- the page\n{page_blocks.shown(chr(10).join(lines), self.home)}"
            f"\n--- the command\n{page_blocks.shown(done.out, self.home)}"
        )

    def _compare_prompt(self, shell, step):
        if step.active is None:
            return
        active = shell.value("VIRTUAL_ENV_PROMPT") or ""
        expected, present = (page_blocks.shown(name, self.home) for name in (step.active, active))
        assert expected == present, f"the prompt before {step.command!r} is ({present}), not ({expected})"

    def close(self):
        for shell in self.shells.values():
            shell.close()
