"""The door for WSGI servers: `granian --interface wsgi amate.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amate.config.settings")
application = get_wsgi_application()
