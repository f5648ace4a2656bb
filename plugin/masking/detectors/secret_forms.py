"""Secrets that are known by their look: what makers put in front of their keys, and blocks of private keys.

Each form is bounded, begins with characters that are searched for literally, and ends where its alphabet ends.
"""

from __future__ import annotations

import re

_END = r"(?![A-Za-z0-9_-])"

# Blocks of several lines: where they begin and where they end.
BLOCKS = (
    (
        re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"),
        re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"),
    ),
    (re.compile(r"PuTTY-User-Key-File-\d: "), re.compile(r"Private-MAC: [0-9a-f]{40,128}")),
)
# What follows the beginning of a block that was cut off.
CUT_OFF = re.compile(r"(?:(?:\s|\\n){0,4}[A-Za-z0-9+/=]{16,8000}){0,400}")

CLOUDS = (
    r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b",  # Amazon
    r"\bamzn\.mws\.[0-9a-f-]{36}\b",
    rf"\bAIza[A-Za-z0-9_-]{{35}}{_END}",  # Google
    r"\bGOCSPX-[A-Za-z0-9_-]{28}",
    r"\bya29\.[A-Za-z0-9_-]{20,500}",
    r"\b1//0[A-Za-z0-9_-]{40,200}",
    r"\b(?:AccountKey|SharedAccessKey|SharedSecret)=[A-Za-z0-9+/]{40,120}={0,2}",  # Azure
    r"(?<![A-Za-z0-9])[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])",
    r"(?<=[?&]sig=)[A-Za-z0-9%+/=]{40,120}",
    r"\bLTAI[A-Za-z0-9]{12,24}\b",  # Alibaba
    r"\bAKID[A-Za-z0-9]{32}\b",  # Tencent
    r"\bdo[opr]_v1_[a-f0-9]{64}\b",  # DigitalOcean
    r"\bHRKU-[A-Za-z0-9_-]{36,80}",  # Heroku
    r"\bnfp_[A-Za-z0-9]{36,60}\b",  # Netlify
    r"\bfm[12][ar]?_[A-Za-z0-9+/=]{100,1000}",  # Fly
    r"\bv1\.0-[a-f0-9]{24}-[a-f0-9]{100,200}\b",  # Cloudflare origin CA
    r"\bdapi[a-f0-9]{32}(?:-\d)?\b",  # Databricks
)

FORGES = (
    r"\bgh[pousr]_[A-Za-z0-9]{30,255}\b",  # GitHub
    r"\bgithub_pat_[A-Za-z0-9_]{22,255}\b",
    r"\bgl(?:pat|ptt|rt|dt|cbt|ft|soat|agent|imt|oas|ffct|rtr)-[A-Za-z0-9_=.-]{20,255}",  # GitLab
    r"\bAT(?:AT|CT|BB|OA)[A-Za-z0-9]{1,4}[A-Za-z0-9_=-]{20,500}",  # Atlassian
    r"\bnpm_[A-Za-z0-9]{36}\b",
    r"\bpypi-[A-Za-z0-9_-]{40,500}",
    r"\brubygems_[a-f0-9]{48}\b",
    r"\bcio[A-Za-z0-9]{32}\b",  # crates.io
    r"\boy2[a-z0-9]{43}\b",  # NuGet
    r"\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{27,40}",  # Docker
    r"\bAKCp[A-Za-z0-9]{60,80}\b",  # Artifactory
    r"\b(?:hvs|hvb|hvr)\.[A-Za-z0-9_-]{24,300}",  # Vault
    r"\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,80}",  # Terraform
    r"\bpul-[a-f0-9]{40}\b",  # Pulumi
    r"\bdp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}\b",  # Doppler
    r"\bsnyk_[A-Za-z0-9_.-]{30,100}|\bsq[aup]_[a-f0-9]{40}\b",  # Snyk, Sonar
    r"\bglsa_[A-Za-z0-9]{32}_[0-9A-Fa-f]{8}\b|\bglc_[A-Za-z0-9+/]{32,400}={0,2}",  # Grafana
    r"\bsntry[su]_[A-Za-z0-9+/=_-]{40,300}",  # Sentry
    r"\bNR(?:AK|II|JS|AA)-[A-Za-z0-9]{19,32}\b",  # New Relic
    r"\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}\b",  # Postman
)

SERVICES = (
    r"\bxox[abeoprs]-[A-Za-z0-9-]{10,250}|\bxapp-\d-[A-Za-z0-9-]{20,250}",  # Slack
    r"https://hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_+-]{20,200}",
    r"https://(?:canary\.|ptb\.)?discord(?:app)?\.com/api/webhooks/\d{15,20}/[A-Za-z0-9_-]{60,80}",
    r"\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}",  # Discord
    r"https://[a-z0-9-]{1,60}\.webhook\.office\.com/webhookb2/[A-Za-z0-9@/_-]{60,300}",
    rf"\b\d{{8,10}}:AA[A-Za-z0-9_-]{{33}}{_END}",  # Telegram
    r"\b[rsp]k_(?:live|test)_[A-Za-z0-9]{10,250}\b|\bwhsec_[A-Za-z0-9+/=]{24,80}",  # Stripe
    r"\bsq0(?:atp|csp|idp)-[A-Za-z0-9_-]{22,43}|\bEAAA[A-Za-z0-9_-]{60}\b",  # Square
    r"\baccess_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{32}\b",  # Braintree
    r"\bshp(?:at|ca|pa|ss|ua)_[A-Fa-f0-9]{32}\b",  # Shopify
    r"\bSG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,128}",  # SendGrid
    r"\bSK[a-f0-9]{32}\b",  # Twilio
    r"\bkey-[a-f0-9]{32}\b",  # Mailgun
    r"\b[a-f0-9]{32}-us\d{1,2}\b",  # Mailchimp
    r"\bxkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}\b",  # Brevo
    r"\bEAA[A-Za-z0-9]{80,300}\b",  # Meta
    r"\bAAAA[A-Za-z0-9_-]{7}:APA91[A-Za-z0-9_-]{100,200}",  # Firebase
    rf"\bA{{10,24}}[A-Za-z0-9%]{{60,150}}{_END}",  # X
    r"\blin_(?:api|oauth)_[A-Za-z0-9]{40,64}\b",  # Linear
    r"\b(?:ntn|secret)_[A-Za-z0-9]{43,50}\b",  # Notion
    r"\bpat[A-Za-z0-9]{14}\.[a-f0-9]{64}\b",  # Airtable
    r"\bfig[dou]_[A-Za-z0-9_-]{40,60}",  # Figma
    r"\bsl\.[A-Za-z0-9_-]{130,200}",  # Dropbox
)

MODELS = (
    r"\bsk-(?:ant-|proj-|svcacct-|admin-|or-v1-)?[A-Za-z0-9_-]{20,250}",  # OpenAI, Anthropic, OpenRouter
    r"\bhf_[A-Za-z0-9]{30,50}\b",
    r"\br8_[A-Za-z0-9]{37,40}\b",
    r"\bgsk_[A-Za-z0-9]{48,60}\b",
    r"\bpplx-[A-Za-z0-9]{40,60}\b",
    r"\bxai-[A-Za-z0-9]{70,90}\b",
)

TOKENS = (
    r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b",
    r"\beyJ[A-Za-z0-9_-]{8,4000}\.eyJ[A-Za-z0-9_-]{4,8000}\.[A-Za-z0-9_-]{0,2000}",  # JSON Web Tokens
    r"\beyJ[A-Za-z0-9_-]{16,4000}(?:\.[A-Za-z0-9_-]{0,4000}){4}",  # encrypted ones
    # Hashes of passwords: slow to guess, and still nobody's business.
    r"\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}",
    r"\$(?:1|5|6|y|7)\$[./A-Za-z0-9=,$]{20,160}",
    r"\$argon2(?:id|i|d)\$[A-Za-z0-9=,$+/]{30,200}",
)

WHOLE = re.compile("|".join((*CLOUDS, *FORGES, *SERVICES, *MODELS, *TOKENS)))
