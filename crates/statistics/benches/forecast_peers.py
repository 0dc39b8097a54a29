"""What statsforecast makes of the series that benches/forecast.rs runs: MASE, coverage, weighted interval score.

pip install statsforecast; python forecast_peers.py monthly.csv.gz ets|theta|snaive|arima [number of series]
"""
import os
import resource
import sys

os.environ["NIXTLA_ID_AS_COL"] = "1"
import numpy as np
import pandas as pd
from statsforecast import StatsForecast
from statsforecast.models import AutoARIMA, AutoETS, AutoTheta, SeasonalNaive

HORIZON, YEAR, LEVELS = 12, 12, (50, 80, 95)

file, name = sys.argv[1:3]
counts = np.loadtxt(file, delimiter=",", max_rows=int(sys.argv[3]) if len(sys.argv) > 3 else None)
known, coming = counts[:, :-HORIZON], counts[:, -HORIZON:]
series, periods = known.shape
table = pd.DataFrame({"unique_id": np.repeat(np.arange(series), periods), "ds": np.tile(np.arange(periods), series), "y": known.ravel()})
models = {"ets": AutoETS, "theta": AutoTheta, "snaive": SeasonalNaive, "arima": AutoARIMA}
model = models[name](season_length=YEAR)
before = resource.getrusage(resource.RUSAGE_SELF)
forecast = StatsForecast(models=[model], freq=1, n_jobs=1).forecast(df=table, h=HORIZON, level=list(LEVELS))
after = resource.getrusage(resource.RUSAGE_SELF)
column = next(c for c in forecast.columns if c not in ("unique_id", "ds"))
of = lambda suffix: forecast[column + suffix].to_numpy().reshape(series, HORIZON)
scale = np.abs(known[:, YEAR:] - known[:, :-YEAR]).mean(1)
scale[scale == 0] = 1
point = of("")
wis = np.abs(coming - point) / 2
coverage = {}
for level in LEVELS:
    alpha = 1 - level / 100
    low, high = of(f"-lo-{level}"), of(f"-hi-{level}")
    wis += alpha / 2 * (high - low) + np.maximum(low - coming, 0) + np.maximum(coming - high, 0)
    coverage[level] = ((coming >= low) & (coming <= high)).mean()
wis /= len(LEVELS) + 0.5
seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(f"{name}: {series} series, CPU {seconds:.1f} s, MASE {(np.abs(point - coming).mean(1) / scale).mean():.4f}, "
      f"coverage {coverage[50]:.4f} {coverage[80]:.4f} {coverage[95]:.4f}, "
      f"WIS {wis.mean():.4f}, scaled WIS {(wis.mean(1) / scale).mean():.4f}")
