from . import slip, survey
