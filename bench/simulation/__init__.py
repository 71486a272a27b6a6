"""An invented region lived through day by day by the real actions, beside a memory of its own.

``bench/simulate.py`` is the command.  ``region`` invents who there is, ``habits`` what they do,
``deeds`` does it through the public actions, ``desk`` in a process that may be killed; ``memory``
knows what was acknowledged and what must follow from it, ``checks`` compares.  Whatever is
computed here is computed anew from the written rules: calling the program's own functions to
check them would prove nothing.
"""
