"""Laws are tried without a clock: a busy machine is no counter-example."""

from hypothesis import HealthCheck, settings

settings.register_profile("deck", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("deck")
