"""Persons, institutions, what one is in the other, keys, and the journal."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from amate.people.rules import Kind, Role, Scope


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """Someone with an account: publishes for an institution, or keeps the portal (steward)."""

    email = models.EmailField("correo electrónico", unique=True)
    name = models.CharField("nombre", max_length=150)
    is_active = models.BooleanField("activa", default=True)
    is_steward = models.BooleanField("responsable del portal", default=False)
    joined = models.DateTimeField(auto_now_add=True)
    wants_reminders = models.BooleanField(
        "recordatorios por correo", default=True, help_text="de los datos que toca actualizar"
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[PersonManager] = PersonManager()

    # Set for one request:
    key_scopes: frozenset[str] | None = None  # when the person came with a key
    acting: Person | None = None  # the steward who looks at the portal as this person,
    acting_until: datetime | None = None  # and until when

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def institutions(self) -> InstitutionQuerySet:
        """The institutions this person works for, all of them for a steward."""
        if self.is_steward:
            return Institution.objects.all()
        return Institution.objects.filter(memberships__person=self).distinct()

    def roles_in(self, institution: Institution) -> frozenset[str]:
        return frozenset(self.memberships.filter(institution=institution).values_list("role", flat=True))


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def under(self, institution: Institution) -> InstitutionQuerySet:
        """The institution and everything that hangs from it."""
        return self.filter(lineage__startswith=institution.lineage)


class Institution(models.Model):
    """A public body that publishes. `lineage` holds the ids from the root down to this one: "/3/17/"."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField("nombre", max_length=300, unique=True)
    acronym = models.CharField("siglas", max_length=30, blank=True)
    kind = models.CharField("tipo", max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self",
        verbose_name="depende de",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    lineage = models.CharField(max_length=200, db_index=True, editable=False)
    description = models.CharField("descripción", max_length=280, blank=True)
    email = models.EmailField("correo de contacto", blank=True)
    website = models.URLField("sitio web", blank=True)
    territory = models.CharField("territorio (clave INEGI)", max_length=9, blank=True)
    two_persons = models.BooleanField(
        "publican dos personas", default=False, help_text="quien publica no es quien preparó"
    )

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def ancestor_ids(self) -> list[int]:
        """Ids from the root to this institution, itself included."""
        return [int(part) for part in self.lineage.split("/") if part]


class Membership(models.Model):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField("papel", max_length=20, choices=Role.choices)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "institution", "role"), name="one_role_once"),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()} · {self.institution}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> InvitationQuerySet:
        """Those that nobody answered or took back; they may have expired."""
        return self.filter(accepted=None, revoked=None)


class Invitation(models.Model):
    """A role offered to somebody by mail. Only the SHA-256 of its secret is stored: the mail alone holds it."""

    email = models.EmailField("correo electrónico")
    name = models.CharField("nombre", max_length=150, blank=True)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField("papel", max_length=20, choices=Role.choices)
    sha256 = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    accepted = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-created", "-pk")

    def __str__(self) -> str:
        return f"{self.email} · {self.get_role_display()} · {self.institution}"

    @property
    def has_expired(self) -> bool:
        return self.expires <= timezone.now()


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def open(self) -> JoinRequestQuerySet:
        return self.filter(answered=None)


class JoinRequest(models.Model):
    """Somebody with an account asks to work for an institution; its liaison or a steward answers."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="join_requests")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="join_requests")
    role = models.CharField("papel", max_length=20, choices=Role.choices)
    message = models.CharField("mensaje", max_length=500, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    answered = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    granted = models.BooleanField(default=False)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-created", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "institution"),
                condition=models.Q(answered=None),
                name="one_open_request_an_institution",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} → {self.institution}"


class ApiKey(models.Model):
    """A key to the API. Only its SHA-256 is stored: the key itself is shown once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="keys")
    name = models.CharField("para qué es", max_length=100)
    prefix = models.CharField(max_length=16)
    sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField("caduca", null=True, blank=True)
    last_used = models.DateField("último uso", null=True, blank=True)
    last_origin = models.CharField("desde qué red", max_length=50, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created",)

    def __str__(self) -> str:
        return f"{self.prefix}… ({self.name})"

    @property
    def scope_names(self) -> list[str]:
        return [str(scope.label) for scope in Scope if scope in self.scopes]


class JournalEntry(models.Model):
    """One thing that somebody did. Entries are added, never changed."""

    at = models.DateTimeField(db_default=Now(), db_index=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    acting = models.ForeignKey(
        Person,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the steward who did it in the place of `by`",
    )
    verb = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=64)
    label = models.CharField(max_length=300)
    institution = models.ForeignKey(Institution, null=True, on_delete=models.SET_NULL, related_name="+")
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("kind", "subject")),)
        verbose_name_plural = "journal entries"

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.label}"
