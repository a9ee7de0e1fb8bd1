"""A monitor for any training loop: measures on a schedule, judges by the rules, and raises alarms."""

from gancheck.stability.monitor.alarm import Alarm, InstabilityWarning, MonitorWarning
from gancheck.stability.monitor.monitor import Monitor
from gancheck.stability.monitor.record import MonitorRecord

__all__ = ["Alarm", "InstabilityWarning", "Monitor", "MonitorRecord", "MonitorWarning"]
