from . import portal_presale
