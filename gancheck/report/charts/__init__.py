"""Line charts as numbers and path data, ready for a template. Knows no HTML."""

from gancheck.report.charts.axis import Axis, Scale, loose_axis, tight_axis
from gancheck.report.charts.chart import Chart, draw
from gancheck.report.charts.thinning import thin
from gancheck.report.charts.ticks import Step, nice_step

__all__ = ["Axis", "Chart", "Scale", "Step", "draw", "loose_axis", "nice_step", "thin", "tight_axis"]
