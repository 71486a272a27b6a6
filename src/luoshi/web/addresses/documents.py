"""Where papers are: the list, one paper, its steps, its files, the register of numbers."""

from django.urls import path

from luoshi.web import documents, documents_editing, documents_files, documents_numbers

urlpatterns = [
    path("documents/", documents.document_list, name="document_list"),
    path("documents/numbers/", documents_numbers.paper_numbers, name="paper_numbers"),
    path("documents/numbers/word/", documents_numbers.office_word, name="office_word"),
    path("documents/numbers/former/", documents_numbers.former_numbers, name="former_numbers"),
    path("documents/<int:pk>/", documents.document_detail, name="document_detail"),
    path("documents/<int:pk>/edit/", documents_editing.document_edit, name="document_edit"),
    path(
        "documents/<int:pk>/measure/", documents_editing.document_measure, name="document_measure"
    ),
    path("documents/<int:pk>/compare/", documents.document_compare, name="document_compare"),
    path("documents/<int:pk>/send/", documents.document_send, name="document_send"),
    path("documents/<int:pk>/pass/", documents.document_pass, name="document_pass"),
    path("documents/<int:pk>/return/", documents.document_return, name="document_return"),
    path("documents/<int:pk>/sign/", documents.document_sign, name="document_sign"),
    path("documents/<int:pk>/cosign/", documents.document_cosign, name="document_cosign"),
    path("documents/<int:pk>/joint/", documents.document_joint, name="document_joint"),
    path("documents/<int:pk>/issue/", documents.document_issue, name="document_issue"),
    path("documents/<int:pk>/drop/", documents.document_drop, name="document_drop"),
    path("documents/<int:pk>/void/", documents.document_void, name="document_void"),
    path("documents/<int:pk>/file/", documents.document_file, name="document_file"),
    path("documents/<int:pk>/remarks/", documents.document_remark, name="document_remark"),
    path(
        "documents/<int:pk>/remarks/<int:remark>/settle/",
        documents.document_remark_settle,
        name="document_remark_settle",
    ),
    path(
        "documents/<int:pk>/flags/<int:flag>/keep/",
        documents.document_flag_keep,
        name="document_flag_keep",
    ),
    path("documents/<int:pk>/receive/", documents.document_receive, name="document_receive"),
    path("documents/<int:pk>/paper.pdf", documents_files.document_pdf, name="document_pdf"),
    path("documents/<int:pk>/paper.docx", documents_files.document_docx, name="document_docx"),
    path(
        "documents/<int:pk>/preview.pdf", documents_files.document_preview, name="document_preview"
    ),
]
