"""A cart of 1 kg, 1 m off its mark, drawn back by a spring and slowed by a damper.

Its cost weighs distance against force: the integral of x^2 + 0.01 F^2 over 30 s. The best spring and damper are
known in closed form (the linear-quadratic regulator of a double integrator): stiffness 10 N/m, damping 4.472 kg/s,
cost 0.4472.
"""

import argparse
import json

WEIGHT_OF_FORCE = 0.01
DURATION = 30.0
STEP = 0.01
REPORTS = 30


def slopes(state, stiffness, damping):
    """Derivatives of position, speed and cost."""
    position, speed, _ = state
    force = -stiffness * position - damping * speed
    return speed, force, position * position + WEIGHT_OF_FORCE * force * force


def advance(state, stiffness, damping):
    """One step of the classic fourth-order Runge-Kutta method."""

    def after(slope, step):
        return tuple(value + step * change for value, change in zip(state, slope))

    first = slopes(state, stiffness, damping)
    second = slopes(after(first, STEP / 2), stiffness, damping)
    third = slopes(after(second, STEP / 2), stiffness, damping)
    fourth = slopes(after(third, STEP), stiffness, damping)
    mean = [(a + 2 * b + 2 * c + d) / 6 for a, b, c, d in zip(first, second, third, fourth)]
    return after(mean, STEP)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stiffness", type=float, default=10.0, help="of the spring, N/m")
    parser.add_argument("--damping", type=float, default=4.472, help="of the damper, kg/s")
    options = parser.parse_args()

    state = (1.0, 0.0, 0.0)
    steps = round(DURATION / STEP)
    for step in range(1, steps + 1):
        state = advance(state, options.stiffness, options.damping)
        if step % (steps // REPORTS) == 0:
            print(json.dumps({"step": step, "position": state[0], "speed": state[1]}), flush=True)
    print(json.dumps({"step": steps, "cost": state[2]}), flush=True)


if __name__ == "__main__":
    main()
