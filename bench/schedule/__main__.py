"""`python -m bench.schedule [--log FILE]... [--quick]`: the figures of docs/scheduling.md, printed as one table.

Logs are CSV files with card_id, review_rating, review_time. Without one only the simulations run. Speed is measured on
a history made by bench/make_history.py, handed over with `--home`.
"""

from __future__ import annotations

import argparse
import gc
import sqlite3
import time
from pathlib import Path
from statistics import mean, median

from bench.schedule import forecasts, logs, simulations

from recall.history.learnt import logged
from recall.schedule import fit
from recall.schedule.training import labels
from recall.schedule.values import Parameters


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.schedule", description=__doc__)
    parser.add_argument("--log", type=Path, action="append", default=[], help="a review log")
    parser.add_argument("--home", type=Path, action="append", default=[], help="a data folder whose fit is timed")
    parser.add_argument("--quick", action="store_true", help="smaller simulations")
    options = parser.parse_args()
    for path in options.log:
        forecast_table(path)
    for home in options.home:
        fit_time(home)
    simulation_table(quick=options.quick)


def forecast_table(path: Path) -> None:
    log = logs.read(path)
    scored = labels(log)
    print(f"\n{path.name}: {len(log)} answers, {len(scored)} scored")
    for title, found in (("80/20", forecasts.split(scored)), ("forward chaining, 5 parts", forecasts.chained(scored))):
        print(f"  {title:<34} log loss  RMSE(bins)     AUC")
        for each in found:
            _say(each)
    layer = forecasts.layer(log)
    print("  newest fifth, told before learnt")
    _say(layer.base)
    _say(layer.mixture)
    base, mixture = layer.base, layer.mixture
    assert base.rmse and mixture.rmse
    low, high = layer.noise[1:]
    print(f"    log loss {mixture.log_loss / base.log_loss - 1:+.1%}, RMSE(bins) {mixture.rmse / base.rmse - 1:+.0%};")
    print(
        f"    a forecast that is exactly right has RMSE(bins) {layer.noise[0]:.4f} by chance ({low:.4f} to {high:.4f})"
    )


def _say(score: forecasts.Score) -> None:
    rmse = "" if score.rmse is None else f"{score.rmse:.4f}"
    area = "" if score.auc is None else f"{score.auc:.4f}"
    print(f"    {score.model:<32} {score.log_loss:8.4f}  {rmse:>10}  {area:>6}")


def fit_time(home: Path) -> None:
    walls, spent = [], []
    found = None
    with sqlite3.connect(home / "recall.db") as connection:
        for _ in range(5):
            gc.collect()
            wall, cpu = time.perf_counter(), time.process_time()
            found = fit.fit(logged(connection), Parameters())
            walls.append(time.perf_counter() - wall)
            spent.append(time.process_time() - cpu)
    assert found is not None
    print(
        f"\nfit from SQLite, {home.name}: {found.scored} scored,"
        f" median {median(walls):.3f} s, CPU {median(spent):.3f} s"
    )


def simulation_table(*, quick: bool) -> None:
    print("\nsimulation                                 anchor           recall           goal                 held")
    cards = 600 if quick else 3000
    for g in (0.25, 0.40):
        free = simulations.guessing(0.0, "naive", cards=cards)
        naive = simulations.guessing(g, "naive", cards=cards)
        soft = simulations.guessing(g, "soft", cards=cards)
        held = abs(soft.recall - free.recall) <= 0.01 and soft.reviews <= 1.25 * naive.reviews
        _row(
            f"guessing {g:.2f}: true recall, reviews",
            f"{free.recall:.3f} free",
            f"{soft.recall:.3f}, {soft.reviews / naive.reviews:.2f}x naive",
            "within 0.01, <= 1.25x",
            held,
        )
    score, minutes, saved = plan_saving()
    _row(
        "plan: time at equal recall on the day",
        f"{minutes:.0f} min fixed",
        f"{saved:.0%} less at {score:.3f}",
        ">= 10 % less",
        saved >= 0.10,
    )
    for answers in (20, 40, 60):
        hand, ours = simulations.capped(answers)
        _row(
            f"plan: {answers} answers a day, recall",
            f"{hand:.3f} by hand",
            f"{ours:.3f}",
            "at least that",
            ours >= hand,
        )
    seeds = 1 if quick else 3
    orders = {
        order: mean(
            simulations.overload(order, cards=800 if quick else 4000, seconds=(7 if quick else 35) * 8.0, seed=seed)
            for seed in range(seeds)
        )
        for order in simulations.ORDERS
    }
    best = max((order for order in orders if order != "gain"), key=lambda order: orders[order])
    _row(
        "overload: cards known",
        f"{orders[best]:.0f} {best}",
        f"{orders['gain']:.0f} gain",
        "at least that",
        orders["gain"] >= orders[best],
    )
    runs = {
        rule: [simulations.balance(rule, seed=seed) for seed in range(1 if quick else 5)]
        for rule in ("fuzz", "balanced")
    }
    fuzz, ours_ = (mean(run.volatility for run in runs[rule]) for rule in ("fuzz", "balanced"))
    plain, kept = (mean(run.recall for run in runs[rule]) for rule in ("fuzz", "balanced"))
    more = mean(run.reviews for run in runs["balanced"]) / mean(run.reviews for run in runs["fuzz"])
    _row(
        "balance: change from day to day",
        f"{fuzz:.3f} fuzz, {plain:.3f}",
        f"{ours_ / fuzz:.2f}x, {kept:.3f}, {more:.3f}x",
        "<= 0.8x, equal recall",
        ours_ <= 0.8 * fuzz and abs(kept - plain) <= 0.005,
    )


def plan_saving() -> tuple[float, float, float]:
    """Recall on the day of a planned way, the minutes a fixed retention needs for it, and the share saved."""
    ours = simulations.planned(0.75, 7)
    low, high = 0.85, 0.97
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if simulations.fixed(middle).recall < ours.recall else (low, middle)
    needed = simulations.fixed(high).minutes
    return ours.recall, needed, 1 - ours.minutes / needed


def _row(what: str, anchor: str, recall: str, goal: str, held: bool) -> None:
    print(f"{what:<42} {anchor:<16} {recall:<24} {goal:<22} {'yes' if held else 'NO'}")


if __name__ == "__main__":
    main()
