"""Column names that say "personal data": words of several languages, split as people write names in tables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence, Sized
from dataclasses import dataclass
from enum import StrEnum

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_FRACTION = re.compile(r"[-+]?\d*\.\d+(?:[eE][-+]?\d+)?|[-+]?\d+(?:\.\d+)?[eE][-+]?\d+")
_UMLAUT = re.compile(r"([aou])e")
_SOME = 0.05  # share of the distinct values that show the shape of what their column is called
_MANY = 0.2  # share of distinct values from which a column of texts can name persons


class Reach(StrEnum):
    """How near a column brings its reader to a person."""

    DIRECT = "direct identifier"
    SPECIAL = "special category"  # GDPR Art. 9 and 10
    INDIRECT = "quasi-identifier"


@dataclass(frozen=True, slots=True)
class NameKind:
    """What a name stands for. ``wordy``: its values must be texts that differ much, else it means something else.

    ``shape`` is what some of its values must show: a column "phone" of yes and no, a "dni" of small counts (days, in
    Polish), or an "email" of which only the provider is left, names nobody. A digest has the shape of all, since what
    it was made of may be found. ``scaled``: nobody calls anything else so, so that fractions are numbers that were
    scaled.
    """

    kind: str
    reach: Reach
    wordy: bool = False
    certain: bool = (
        False  # what else could "surname" be; a "name" may be a product's, and has to differ from row to row
    )
    shape: re.Pattern[str] | None = None
    scaled: bool = False

    def fits(self, values: Sized, distinct: Sequence[str]) -> bool:
        """Tell whether a column's values can be what its name says; those that are ``distinct`` are looked at."""
        if not distinct or (self.reach is Reach.DIRECT and not self.scaled and _are_measured(distinct)):
            return False
        if self.shape is not None and sum(self.shape.search(text) is not None for text in distinct) < max(
            1, _SOME * len(distinct)
        ):
            return False
        if not self.wordy:
            return True
        letters = sum(1 for text in distinct if any(mark.isalpha() for mark in text))
        return letters > len(distinct) / 2 and (self.certain or len(distinct) >= _MANY * min(len(values), 1000))


def _are_measured(distinct: Sequence[str]) -> bool:
    """Tell whether values are measured: numbers with a fraction number nobody, whatever their column is called."""
    return sum(_FRACTION.fullmatch(text) is not None for text in distinct) > len(distinct) / 2


def _shaped(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"{pattern}|^[0-9a-fA-F]{{32,}}$|^[\w+/-]{{40,}}={{0,2}}$")


def _plain(phrase: str) -> str:
    """Return a phrase without the letters by which umlauts are written where there are none."""
    return _UMLAUT.sub(r"\1", phrase)


_D, _S, _I = Reach.DIRECT, Reach.SPECIAL, Reach.INDIRECT
# phrases of words, longest first at look-up; "*" kinds need wordy values
_PHRASES: dict[NameKind, str] = {
    NameKind("e-mail address", _D, shape=_shaped(r"[\w.+%-]@\w")): (
        "email|e mail|mail address|email address|courriel|correo|emailadresse|mail|mailadresse|adresse mail|"
        "posta elettronica|emailadres"
    ),
    NameKind("telephone number", _D, shape=_shaped(r"(?:\d\D{0,2}){6}")): (
        "phone|telephone|mobile|cell phone|phone number|mobile number|telefon|telefono|telefoon|handy|msisdn|fax|"
        "phone no|tel|gsm|rufnummer|telefonnummer|handynummer|mobilnummer|mobil|telefone|celular|"
        "telemovel|telefoonnummer|nr telefonu"
    ),
    NameKind("person's name", _D, wordy=True, certain=True): (
        "first name|firstname|last name|lastname|surname|middle name|given name|family name|maiden name|fname|lname|"
        "forename|patient name|employee name|cardholder|vorname|nachname|familienname|prenom|apellido|apellidos|"
        "cognome|sobrenome|achternaam|voornaam|full name|fullname|student name|person name|passenger name|"
        "applicant name|nome completo|nombre completo|nom complet|vollname|nome paciente|nombre paciente|nom patient|"
        "patientenname|kundenname|mitarbeitername|nome e cognome|nazwisko|imie nazwisko|volledige naam|"
        "geburtsname|rufname|nom famille|nom de famille|nom naissance"
    ),
    NameKind("person's name", _D, wordy=True): (
        "name|customer name|client name|user name|username|contact name|holder name|nom|nombre|member name|doctor name|"
        "author name|landlord|guardian|next of kin|emergency contact|beneficiary|signatory|inhaber|kontoinhaber|"
        "ansprechpartner|kontaktperson|titulaire|titular"
    ),
    NameKind("postal address", _D, wordy=True): (
        "address|home address|street|street address|address line|adresse|direccion|indirizzo|endereco|strasse|addr|"
        "anschrift|wohnanschrift|domicilio|morada|ulica"
    ),
    NameKind("national or tax number", _D, shape=_shaped(r"(?=\D*\d)(?:\w\W{0,2}){6}")): (
        "ssn|social security|social security number|national id|national insurance|nino|tax id|tin|"
        "taxpayer id|passport|"
        "passport number|passport no|drivers license|driver license|driving licence|licence number|aadhaar|"
        "pan number|cpf|"
        "dni|nie|curp|bsn|pesel|personnummer|nhs number|steuer id|insurance number|medicare|id card|identity number|"
        "versichertennummer|krankenversichertennummer|versicherungsnummer|sozialversicherungsnummer|svnr|sv nummer|"
        "rentenversicherungsnummer|ahv nummer|ahv nr|ahvn|steuernummer|steueridentifikationsnummer|ausweisnummer|"
        "personalausweisnummer|numero secu|numero securite sociale|numero insee|nss|numero seguridad social|"
        "codice fiscale|tessera sanitaria|numero utente|nif|cnp|rodne cislo|personenkennzeichen|fodselsnummer|"
        "fodselsnr|cpr nummer|cpr number|hetu|henkilotunnus|isikukood|asmens kodas|oib|jmbg|emso|amka|tckn|tc kimlik|"
        "tc kimlik no|teudat zehut|emirates id|nric|cnic|cuit|cuil|cedula|health card number|medicare number|nhs no|"
        "ppsn|rijksregisternummer|burgerservicenummer|numero fiscal|national identity number|id number|passeport|"
        "numero passeport|pasaporte|passaporto|reisepassnummer"
    ),
    NameKind("account or card number", _D, shape=_shaped(r"(?:\d\D{0,1}){3}")): (
        "iban|card number|credit card|creditcard|cc number|ccn|pan|account number|bank account|kontonummer|"
        "cvv|debit card|bankverbindung|kontoverbindung|kreditkartennummer|kreditkarte|compte bancaire|numero de compte|"
        "carte bancaire|cuenta bancaria|numero de cuenta|numero cuenta|tarjeta credito|tarjeta de credito|"
        "conto corrente|numero conto|carta di credito|conta bancaria|numero da conta|rekeningnummer|bankrekening|"
        "numer konta|sort code|routing number|bank details"
    ),
    NameKind("patient or person number", _D, scaled=True): (
        "mrn|medical record number|patient id|patient number|person id|customer id|customer number|client id|"
        "employee id|"
        "student id|user id|userid|member id|subject id|passenger id|applicant id|respondent id|citizen id|voter id|"
        "patientennummer|patienten id|patientnummer|kundennummer|kunden id|kundennr|mitarbeiternummer|personalnummer|"
        "matrikelnummer|numero client|numero de client|id cliente|numero cliente|id paziente|numero paziente|"
        "id paciente|numero paciente|historia clinica|klantnummer|member number"
    ),
    NameKind(
        "network or device address", _D, shape=_shaped(r"[\da-fA-F][.:-][\da-fA-F]|[\da-fA-F-]{8}")
    ): "ip|ip address|ip addr|mac|mac address|imei|imsi|device id|cookie id|udid",
    NameKind(
        "vehicle number", _D, shape=_shaped(r"(?=\D*\d)(?:\w\W{0,2}){4}")
    ): "license plate|licence plate|number plate|vin|kennzeichen",
    NameKind(
        "biometric or genetic data", _S
    ): "fingerprint|retina|iris scan|voice print|face embedding|genome|dna|genotype",
    NameKind("health", _S): (
        "diagnosis|icd|icd code|disease|disability|medication|hiv|hiv status|blood type|mental health|"
        "pregnant|pregnancy|"
        "health condition|allergy|allergies|prescription|symptoms|disabled|diabetes|diabetic|cancer|psychiatric|"
        "psychotherapy|mental illness|chronic illness|chronic disease|comorbidity|comorbidities|sick leave|"
        "sick days|sickness absence|depression|sexually transmitted|abortion|"
        "diagnose|diagnosen|krankheit|krankheiten|krankheitstage|behinderung|schwerbehindert|schwerbehinderung|"
        "schwanger|schwangerschaft|medikament|medikamente|maladie|maladies|handicap|arret maladie|enceinte|grossesse|"
        "enfermedad|enfermedades|discapacidad|embarazo|embarazada|malattia|malattie|disabilita|diagnosi|gravidanza|"
        "doenca|doencas|deficiencia|gravidez|ziekte|arbeidsongeschikt|niepelnosprawnosc|choroba"
    ),
    NameKind(
        "race or ethnic origin", _S
    ): "race|ethnicity|ethnic|ethnic group|ethnic origin|caste|tribe|skin color|skin colour|skin tone|foreign worker|"
    "ethnie|hautfarbe|ethnische herkunft|origine ethnique|etnia|origen etnico|etnicita|origine etnica|raca|etniciteit",
    NameKind(
        "religion or belief", _S
    ): "religion|religious|faith|belief|denomination|konfession|church tax|church member|religionszugehorigkeit|"
    "kirchensteuer|kirchenmitglied|religione|religiao|godsdienst|wyznanie|confession religieuse",
    NameKind(
        "political opinion or union", _S
    ): "political|political party|party affiliation|party member|party membership|union member|union membership|"
    "trade union|labor union|labour union|vote|voted for|gewerkschaft|gewerkschaftsmitglied|partei mitglied|"
    "parteimitglied|parteizugehorigkeit|syndicat|syndique|opinion politique|adhesion syndicale|sindicato|"
    "afiliacion sindical|afiliacion politica|sindacato|iscrizione sindacale|filiacao sindical|vakbond|vakbondslid",
    NameKind(
        "sex life or orientation", _S
    ): "sexual orientation|orientation sexual|sexuality|lgbt|sexuelle orientierung|orientation sexuelle|"
    "orientacion sexual|orientamento sessuale|orientacao sexual|gender identity",
    NameKind(
        "criminal record", _S
    ): "criminal record|conviction|convictions|felony|arrests|offense|priors count|recidivism|vorstrafe|vorstrafen|"
    "vorbestraft|casier judiciaire|condamnations|antecedentes penales|precedenti penali|antecedentes criminais",
    NameKind("date of birth", _I): (
        "dob|birth date|date of birth|birthdate|birthday|birth|geburtsdatum|fecha nacimiento|date naissance|"
        "year of birth|"
        "birth year|born|geboortedatum|data nascita|data di nascita|data nascimento|data urodzenia|geburtsjahr|"
        "yob|jahrgang|geburtstag|gebdatum|date de naissance|annee naissance|annee de naissance|fecha de nacimiento|"
        "ano nacimiento|ano de nacimiento|anno nascita|anno di nascita|ano nascimento|data de nascimento|geboortejaar|"
        "rok urodzenia|fodselsdato|fodelsedatum"
    ),
    NameKind("age", _I): (
        "age|alter|edad|age years|age group|age band|lebensalter|altersgruppe|altersklasse|tranche age|classe age|"
        "grupo edad|fascia eta|eta anni|idade|faixa etaria|leeftijd|leeftijdsgroep|wiek|alder"
    ),
    NameKind(
        "sex or gender", _I
    ): "sex|gender|geschlecht|sexo|genero|sesso|sexe|geslacht|plec|kon|kjonn|anrede|civilite",
    NameKind("place of living", _I): (
        "zip|zip code|zipcode|postcode|postal code|postal|plz|city|town|county|village|latitude|longitude|"
        "lat|lon|lng|gps|"
        "home town|place of birth|birthplace|neighborhood|neighbourhood|"
        "residence|place of residence|suburb|borough|wohnort|ort|stadt|stadtteil|gemeinde|landkreis|bundesland|"
        "postleitzahl|ville|commune|code postal|quartier|ciudad|municipio|codigo postal|citta|comune|cidade|"
        "codigo postal|cep|woonplaats|gemeente|miasto|miejscowosc|kod pocztowy|kommune|postnummer"
    ),
    NameKind("origin", _I): (
        "nationality|citizenship|native country|country of birth|native language|immigration|nationalite|nationalitat|"
        "staatsangehorigkeit|nacionalidad|nazionalita|herkunftsland|nationaliteit|muttersprache|"
        "staatsburgerschaft|geburtsland|geburtsort|migrationshintergrund|pays naissance|pays de naissance|"
        "lieu naissance|lieu de naissance|langue maternelle|pais nacimiento|pais de nacimiento|lengua materna|"
        "ciudadania|cittadinanza|paese nascita|paese di nascita|naturalidade|cidadania|obywatelstwo|narodowosc|"
        "mother tongue"
    ),
    NameKind(
        "family", _I
    ): "marital status|marital|married|relationship|spouse|children|number of children|dependents|household|siblings|"
    "familienstand|kinder|kinderzahl|haushalt|haushaltsgrosse|verheiratet|situation familiale|etat civil|enfants|"
    "estado civil|hijos|stato civile|figli|filhos|burgerlijke staat|kinderen|stan cywilny|dzieci",
    NameKind("work and money", _I): (
        "occupation|job title|employer|salary|income|wage|wages|education|credit score|profession|highest degree|"
        "beruf|berufsgruppe|arbeitgeber|gehalt|bruttogehalt|einkommen|nettoeinkommen|jahreseinkommen|lohn|bildung|"
        "schulabschluss|bildungsabschluss|metier|employeur|salaire|revenu|revenus|diplome|profesion|empleador|salario|"
        "ingresos|professione|datore lavoro|stipendio|reddito|titolo studio|profissao|empregador|renda|escolaridade|"
        "beroep|werkgever|salaris|inkomen|zawod|wynagrodzenie|dochod"
    ),
}
_BY_PHRASE = {phrase: kind for kind, phrases in _PHRASES.items() for phrase in phrases.split("|")}
_BY_SPELLING = {_plain(phrase): kind for phrase, kind in _BY_PHRASE.items()}  # "staatsangehoerigkeit" as well
_LONGEST = max(phrase.count(" ") + 1 for phrase in _BY_PHRASE)
# words beside which a name is about a thing, not a person
_THINGS = frozenset(
    {
        "average",
        "avg",
        "brand",
        "bucket",
        "campaign",
        "category",
        "class",
        "code",
        "color",
        "colour",
        "column",
        "company",
        "count",
        "country",
        "course",
        "dataset",
        "domain",
        "event",
        "feature",
        "field",
        "file",
        "flag",
        "has",
        "host",
        "image",
        "index",
        "is",
        "item",
        "job",
        "label",
        "lag",
        "max",
        "mean",
        "metric",
        "min",
        "model",
        "num",
        "package",
        "path",
        "plan",
        "product",
        "project",
        "queue",
        "rate",
        "ratio",
        "region",
        "score",
        "sensor",
        "server",
        "species",
        "state",
        "station",
        "std",
        "subject",
        "table",
        "tag",
        "team",
        "type",
        "unit",
        "variable",
    }
)
_AMBIGUOUS = frozenset(
    {"name", "nom", "address", "addr", "street", "mobile", "pan", "ip", "lat", "lon", "birth", "race", "vote", "mac"}
)


def words(name: str) -> list[str]:
    """Return a column name's words in lower case without accents: "dateNaissance_2" -> date, naissance, 2."""
    bare = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return [word.lower() for word in _WORD.findall(bare)]


def kind_of_name(name: str) -> NameKind | None:
    """Return what a column's name stands for; None for names that do not say, or that speak of a thing."""
    parts = words(name)
    for size in range(min(_LONGEST, len(parts)), 0, -1):
        for start in range(len(parts) - size + 1):
            phrase = " ".join(parts[start : start + size])
            kind = _BY_PHRASE.get(phrase) or _BY_SPELLING.get(_plain(phrase) if "e" in phrase else phrase)
            if kind is None:
                continue
            others = {*parts[:start], *parts[start + size :]}
            if phrase in _AMBIGUOUS and others & _THINGS:
                continue
            return kind
    return None
