"""From the register's rows to a draft paper: one kind of paper, one module.

``lacks_of_x`` says what is still missing before the paper can be composed, ``x_paper`` what it
says, ``compose_x`` drafts it.  The caller has fetched the row for ``by``; who may draft for the
office is asked by ``drafting.draft_document``.
"""
