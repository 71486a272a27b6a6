"""The WSGI application that a server loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.conf.settings")
application = get_wsgi_application()
# What was loaded stays for good: looking through it again and again for what is unused costs each
# page a twentieth of its time.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
