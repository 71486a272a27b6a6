"""Where the auditor reads, checks and takes away the record."""

from django.urls import path

from luoshi.web import audit, auditfiles

urlpatterns = [
    path("audit/", audit.audit_overview, name="audit_overview"),
    path("audit/events/", audit.audit_list, name="audit_list"),
    path("audit/events/export/", auditfiles.audit_export, name="audit_export"),
    path("audit/events/<int:pk>/", audit.audit_event_detail, name="audit_event_detail"),
    path("audit/events/<int:pk>/verify/", audit.audit_verify_chain, name="audit_verify_chain"),
    path("audit/seals/", audit.audit_seals, name="audit_seals"),
    path("audit/seals/file/", auditfiles.audit_seals_file, name="audit_seals_file"),
    path("audit/verify/", audit.audit_verify, name="audit_verify"),
]
