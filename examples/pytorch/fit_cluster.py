#!/usr/bin/env python3
"""Fits the constants of `features: cluster` (coupling, sweeps, soft maxima, lattice rotation) to full-field simulations, by gradient descent.

    umat-surrogate dataset export DATA --out data.safetensors
    python3 fit_cluster.py --data data.safetensors --simulations 2000 --out constants.yaml

constants.yaml holds the section `cluster:` for train.yaml (append it) and in comments what it was fitted to. Needs PyTorch (1.13 or later) and numpy.
Only steady points count: where a path has gone straight for so long that the stress no longer depends on what was before, it is a function of the
direction and the size of the strain, of the rate, and of the grains. The cluster gives tensors T_j, and a small network gives

    sigma = sum_j a_j(T_i : T_k, |path|, rate) T_j,   T_j = b(e_2) soft and sharp, cluster stress c(e_2) soft and sharp, dev(Ub), e_2

an isotropic function (tensor basis after Ling, Kurzawski and Templeton 2016, doi:10.1017/jfm.2016.615), so that no rotation of a simulation is news to
it. Constants and network are fitted together to the mean Frobenius norm of the error. For comparison the same network is first fitted in the same
way with the constants held where they start. README.md beside this file says more.
"""
import argparse
import math
import sys
import time

import torch
from torch import nn

import features as f
import train

STEADY = 0.97  # least |e_2| of a steady point: 1 after a long straight path
PATH_LENGTH_MINIMUM = 0.005  # least path length of a steady point
PATH_LENGTH_MEMORY = 0.02  # of the network's input exp(-l/memory)
GROUPS = ("sweep", "output", "plain", "rotation")  # soft maxima, see features.maxima
ENDS = {  # of what the tool accepts (ClusterSettings, VertexClasses)
    "relaxation": (1e-3, 10.0), "momentum": (-10.0, 10.0), "rotation_amplitude": (-10.0, 10.0), "weights": (-3.0, 3.0), "magnitudes": (0.2, 3.0),
}
SHARPEST = 20.0  # ClusterPolycrystal.MaximumSharpness
DIGITS = 4  # decimal places of the constants
REPORTED = 50  # iterations between two lines of progress
WARM_UP = 50  # iterations in which the learning rate rises
SHARE_OF_RATE = 0.5  # learning rate of the constants over that of the network


def round_constants(sweeps):
    """Constants that nobody has fitted: equal damped sweeps, all vertices alike, Taylor's lattice rotation."""
    settings = {
        "coupling": [2.0] * sweeps, "sharpness": [5.0] * sweeps, "relaxation": [0.5] * sweeps, "momentum": [0.0] * sweeps,
        "output_sharpness": [3.0, 10.0], "plain_sharpness": [3.0, 16.0], "rotation_sharpness": 5.0, "rotation_amplitude": [1.0, 0.0],
        "rotation_floor": train.CLUSTER["rotation_floor"], "grid": train.CLUSTER["grid"],
    }
    for name in GROUPS:
        count = {"sweep": sweeps, "rotation": 1}.get(name, 2)
        settings.update({f"{name}_vertex_weights": [0.0] * 5 * count, f"{name}_vertex_magnitudes": [1.0] * 5 * count})
    return settings


def starting_constants(start, sweeps):
    """The section `cluster` to start from: 'round', 'shipped' (the defaults of train.yaml), or a file that has one; complete, lists of full length."""
    if start == "round":
        return round_constants(sweeps or len(train.CLUSTER["relaxation"]))
    given = train.CLUSTER if start == "shipped" else train.read_keys(start)["cluster"]
    count = len(given["relaxation"])
    if sweeps not in (None, count):
        raise train.InputError(f"--sweeps is {sweeps}, but the constants to start from ({start}) have {count} sweeps. Leave --sweeps out, or give --start round.")
    settings = {key: round_constants(count)[key] if given[key] == [] else given[key] for key in round_constants(count)}
    if len(settings["coupling"]) == 1:
        settings["coupling"] = list(settings["coupling"]) * count
    return settings


class Constants(nn.Module):
    """The constants as parameters; coupling and sharpnesses by their logarithms. rotation_floor and grid stay."""

    def __init__(self, settings):
        super().__init__()
        self.fixed = {key: settings[key] for key in ("rotation_floor", "grid")}
        logarithms = {"coupling": settings["coupling"]}
        for name in GROUPS:
            sharpness = settings[self.key(name)]
            logarithms[name] = sharpness if isinstance(sharpness, list) else [sharpness]
        self.logarithm = nn.ParameterDict({key: nn.Parameter(torch.tensor(values).log()) for key, values in logarithms.items()})
        self.plain = nn.ParameterDict({key: nn.Parameter(torch.tensor(settings[key])) for key in ("relaxation", "momentum", "rotation_amplitude")})
        self.weights, self.magnitudes = (
            nn.ParameterDict({name: nn.Parameter(torch.tensor(settings[f"{name}_vertex_{kind}"])) for name in GROUPS}) for kind in ("weights", "magnitudes"))

    @staticmethod
    def key(name):
        return "sharpness" if name == "sweep" else f"{name}_sharpness"

    def settings(self):
        """The section `cluster` for features.py: tensors that carry gradients."""
        settings = {**self.fixed, "coupling": list(self.logarithm["coupling"].exp()), **{key: list(values) for key, values in self.plain.items()}}
        for name in GROUPS:
            settings[self.key(name)] = list(self.logarithm[name].exp())
            settings[f"{name}_vertex_weights"], settings[f"{name}_vertex_magnitudes"] = self.weights[name], self.magnitudes[name]
        return settings

    def limit(self):
        """Back into the range that the tool accepts."""
        with torch.no_grad():
            for key, values in [*self.plain.items(), *(("weights", v) for v in self.weights.values()), *(("magnitudes", v) for v in self.magnitudes.values())]:
                values.clamp_(*ENDS[key])
            for name in GROUPS:
                self.logarithm[name].clamp_(max=math.log(SHARPEST))

    def numbers(self):
        """The section `cluster` as numbers, rounded. Only differences of weights count: those of a soft maximum get the mean zero."""
        numbers = {}
        for key, values in self.settings().items():
            if isinstance(values, (int, float)):
                numbers[key] = values
                continue
            values = torch.stack(values) if isinstance(values, list) else values.detach()
            if key.endswith("weights"):
                values = (values.view(-1, 5) - values.view(-1, 5).mean(-1, keepdim=True)).clamp(*ENDS["weights"]).flatten()
            numbers[key] = [round(v, DIGITS) + 0.0 for v in values.tolist()]
        numbers["rotation_sharpness"] = numbers["rotation_sharpness"][0]
        return {key: numbers[key] for key in train.CLUSTER}


class SteadyPoints:
    """Points on the paths of simulations, `count` on each, equally spaced from the end: S x P of everything; `steady` marks the steady ones."""

    def __init__(self, data, members, count):
        every = max(1, data.steps // count)
        at = torch.arange(data.steps - 1, -1, -every, device=data.device).flip(0)
        parts = [self.part(data, block, at) for block in members.split(64)]
        self.strain, self.start, self.end, self.length, self.log_rate, self.stress_MPa = (torch.cat(values) for values in zip(*parts))
        self.steady = (self.strain.norm(dim=-1) > STEADY) & (self.length > PATH_LENGTH_MINIMUM)
        v = data.volume_element[members]
        self.orientation, self.weights, self.interaction = data.orientation[v].float(), data.weights[v].float(), data.interaction[v]
        self.rotation = f.rotation_5(data.orientation[v]).float()

    @staticmethod
    def part(data, members, at):
        """e_2 at the end of the steps, Ub - I at their start, deviator of Ub - I at their end, path length, log10 rate, stress in MPa."""
        path = data.path[members]
        stretch, dt_s = data.stretch[path], data.time_s[path].diff(dim=1)
        d = f.increments(stretch)
        x = d.norm(dim=-1)
        length = x.cumsum(-1)
        rate = torch.where(dt_s > 0, x / dt_s, torch.zeros_like(x))
        log_rate = 0.5 * torch.log10((rate**2 + f.RATE_FLOOR_PER_SECOND**2) / f.RATE_REFERENCE_PER_SECOND**2)
        stress_MPa = f.deviator(f.matrix(data.stress_MPa[members][:, 1:].double()))
        values = f.fading_strain(d, x, length, f.FADING_STRAINS[1]), stretch[:, :-1], f.deviator(f.matrix(stretch[:, 1:])), length, log_rate, stress_MPa
        return [v[:, at].float() for v in values]

    def tensors(self, settings, block):
        """T_j, B x P x 6 x 5 (see above), of a block of the simulations."""
        e = self.strain[block]
        rotations = f.turned(self.orientation[block], self.rotation[block], self.start[block], settings)
        plain = [f.bishop_hill(rotations, self.weights[block], e, m) for m in f.maxima(settings, "plain")]
        return torch.stack([*plain, *f.cluster(rotations, self.weights[block], self.interaction[block], e, settings), self.end[block], e], -2)

    def scalars(self, block):
        return self.length[block], self.log_rate[block]


class IsotropicStress(nn.Module):
    """sigma = sum_j a_j T_j in MPa; a_j from the scalar products of the tensors, path length and rate. Scales are those of some points."""

    def __init__(self, points, tensors, hidden):
        super().__init__()
        steady = points.steady
        self.scale = tensors.square().sum(-1)[steady].mean(0).rsqrt()[:, None]
        self.stress_MPa = points.stress_MPa[steady].square().sum(-1).mean().sqrt()
        self.longest = points.length.max()
        self.mean_rate, self.spread_of_rate = points.log_rate[steady].mean(), points.log_rate[steady].std().clamp(min=0.1)
        count = tensors.shape[-2]
        self.pairs = torch.triu_indices(count, count, device=tensors.device)
        self.network = nn.Sequential(
            nn.Linear(self.pairs.shape[1] + 4, hidden), nn.Tanh(), nn.Linear(hidden, hidden), nn.Tanh(), nn.Linear(hidden, count)).to(tensors.device)
        with torch.no_grad():  # begins near the mean of the two stresses of the cluster
            self.network[-1].bias[2:4] = 0.5

    def forward(self, tensors, length, log_rate):
        t = tensors * self.scale
        products = (t @ t.transpose(-1, -2))[..., self.pairs[0], self.pairs[1]] - 1
        rate = (log_rate - self.mean_rate) / self.spread_of_rate
        scalars = torch.stack([2 * length / self.longest - 1, torch.exp(-length / PATH_LENGTH_MEMORY), rate, rate**2], -1)
        a = self.network(torch.cat([4 * products.clamp(-3, 3), scalars], -1))
        return self.stress_MPa * (a[..., None] * t).sum(-2)


def errors(stress, points, settings, block=64):
    """Error (Eq. 5 of the paper, the largest |eigenvalue| of the difference) in all steady points, MPa."""
    found = []
    with torch.no_grad():
        for k in torch.arange(len(points.strain), device=points.strain.device).split(block):
            difference = stress(points.tensors(settings, k), *points.scalars(k)) - points.stress_MPa[k]
            basis = f.deviator_basis(difference.dtype, difference.device)
            m = torch.einsum("...a,aij->...ij", difference[points.steady[k]], basis)
            found.append(train.spectral_radius(torch.stack([m[..., i, j] for i, j in ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2))], -1)))
    return torch.cat(found)


def fit(points, start, fitted, arguments, title):
    """The network and, if `fitted`, the constants; both after the same draws. The constants as numbers, and the network."""
    torch.manual_seed(arguments.seed)
    generator = torch.Generator().manual_seed(arguments.seed)
    constants = Constants(start).to(points.strain.device)
    count = len(points.strain)
    blocks = torch.arange(count, device=points.strain.device).split(64)
    with torch.no_grad():
        known = torch.cat([points.tensors(constants.settings(), k) for k in blocks])  # all that is needed of constants that stay
        stress = IsotropicStress(points, known, arguments.hidden)
    groups = [{"params": list(stress.parameters()), "share": 1.0}] + ([{"params": list(constants.parameters()), "share": SHARE_OF_RATE}] if fitted else [])
    optimiser = torch.optim.Adam(groups, lr=arguments.learning_rate)
    begin_s, mean, seen = time.monotonic(), 0.0, 0
    for k in range(arguments.iterations):
        rate = arguments.learning_rate * min(1.0, (k + 1) / WARM_UP) * (0.505 + 0.5 * math.cos(math.pi * k / arguments.iterations))
        for group in optimiser.param_groups:
            group["lr"] = group["share"] * rate
        drawn = torch.randint(count, (arguments.batch,), generator=generator).to(points.strain.device)
        tensors = points.tensors(constants.settings(), drawn) if fitted else known[drawn]
        difference = (stress(tensors, *points.scalars(drawn)) - points.stress_MPa[drawn])[points.steady[drawn]]
        if len(difference) == 0:
            continue
        loss = (difference.square().sum(-1) + 1e-6).sqrt().mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_([p for group in optimiser.param_groups for p in group["params"]], 5.0)
        optimiser.step()
        constants.limit()
        if not math.isfinite(loss.item()):
            raise train.InputError(f"The fit diverged in iteration {k + 1}. Lower --learning_rate.")
        mean, seen = mean + loss.item(), seen + 1
        if (k + 1) % REPORTED == 0 or k + 1 == arguments.iterations:
            passed_s = time.monotonic() - begin_s
            print(f"{title}, {k + 1}/{arguments.iterations} iterations: mean norm of the error {mean / seen:.3f} MPa, "
                  f"about {passed_s * (arguments.iterations - k - 1) / (k + 1):.0f} s left", flush=True)
            mean, seen = 0.0, 0
    return constants.numbers() if fitted else start, stress


def tensor_settings(settings):
    """Numbers of the section `cluster` as features.py takes them."""
    return Constants(settings).settings()


def write(path, settings, comments):
    """The section `cluster` of train.yaml."""
    lines = [f"# {line}" for line in comments] + ["cluster:"]
    lines += [f"  {key}: [{', '.join(f'{v:.6g}' for v in v_)}]" if isinstance(v_, list) else f"  {key}: {v_:.6g}" for key, v_ in settings.items()]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def read_data(arguments, grid):
    """The first simulations and the validation samples, with the interactions of their grains."""
    print("interaction of the grains ...", flush=True)
    spec = {"features": "cluster", "cluster": {"grid": grid}, "training_samples": arguments.simulations, "validation_samples": arguments.validation_samples}
    data = train.Data(arguments.data, spec, torch.device(arguments.device))
    if len(data.validation) == 0:
        raise train.InputError(f"{arguments.data} has no validation samples to compare the constants on. Give the data set a share of validation, or export them too.")
    shared = set(data.volume_element[data.training].tolist()) & set(data.volume_element[data.validation].tolist())
    if shared:
        raise train.InputError(f"{arguments.data}: {len(shared)} volume elements are in the training and in the validation samples; the error would not be that of unseen ones.")
    return data


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="data set written by 'umat-surrogate dataset export', of full-field simulations")
    parser.add_argument("--out", required=True, help="file to write, constants.yaml")
    parser.add_argument("--simulations", type=int, default=0, help="use only the first so many training samples (0: all)")
    parser.add_argument("--validation_samples", type=int, default=0, help="use only the first so many validation samples for the comparison (0: all)")
    parser.add_argument("--sweeps", type=int, help="number of sweeps (3, or that of the constants to start from)")
    parser.add_argument("--start", default="round", help="constants to start from: round (equal sweeps, fitted to nothing), shipped (the defaults of train.yaml), "
                                                         "or a file with a section 'cluster:' (default round)")
    parser.add_argument("--iterations", type=int, default=1000)
    parser.add_argument("--batch", type=int, default=24, help="simulations of an iteration (24)")
    parser.add_argument("--points", type=int, default=20, help="points of a path (20)")
    parser.add_argument("--hidden", type=int, default=48, help="width of the network (48)")
    parser.add_argument("--learning_rate", type=float, default=4e-3, help="of the network (4e-3); that of the constants is half of it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1, help="threads (1); with another number the last digits may differ")
    parser.add_argument("--device", choices=train.WORDS["device"], default="cpu")
    arguments = parser.parse_args()
    for name, least in (("simulations", 0), ("validation_samples", 0), ("sweeps", 1), ("iterations", 1), ("batch", 1), ("points", 1), ("hidden", 1), ("threads", 1)):
        if getattr(arguments, name) is not None and getattr(arguments, name) < least:
            raise train.InputError(f"--{name} is {getattr(arguments, name)}, expected at least {least}.")
    if not arguments.learning_rate > 0:
        raise train.InputError(f"--learning_rate is {arguments.learning_rate}, expected a number above 0.")
    if arguments.device == "cuda" and not torch.cuda.is_available():
        raise train.InputError("PyTorch finds no CUDA device here. Give --device cpu.")
    torch.set_num_threads(arguments.threads)
    start = starting_constants(arguments.start, arguments.sweeps)
    data = read_data(arguments, start["grid"])
    if data.settings["fidelity"] == "taylor":
        print("warning: the grains of these simulations do not interact (fidelity taylor); the constants of interacting grains want full-field simulations.", file=sys.stderr)
    points, unseen = (SteadyPoints(data, members, arguments.points) for members in (data.training, data.validation))
    if not points.steady.any() or not unseen.steady.any():
        raise train.InputError(f"{arguments.data} has no steady points (|e_2| > {STEADY} beyond a path length of {PATH_LENGTH_MINIMUM}): its paths are too short or turn too often.")
    print(f"{len(data.training)} simulations with {int(points.steady.sum())} steady points; "
          f"{len(data.validation)} simulations of unseen volume elements with {int(unseen.steady.sum())}", flush=True)
    lines = []
    for title, fitted in (("constants as they start", False), ("constants fitted", True)):
        settings, stress = fit(points, start, fitted, arguments, title)
        seen, held_out = (errors(stress, p, tensor_settings(settings)) for p in (points, unseen))
        lines.append(f"{title}: error in steady points of unseen volume elements {held_out.mean():.3f} MPa (95 %: {held_out.quantile(0.95):.2f}), of the fitted ones {seen.mean():.3f} MPa")
        print(lines[-1], flush=True)
    hashes = data.settings["dataset_sha256"]
    hashes = ", ".join(h[:16] for h in (hashes if isinstance(hashes, list) else [hashes]))
    write(arguments.out, settings, [
        f"Constants of features: cluster, fitted by examples/pytorch/fit_cluster.py to {len(data.training)} simulations (data set {hashes}), start {arguments.start}, "
        f"{arguments.iterations} iterations, seed {arguments.seed}.", *lines])
    print(f"{arguments.out}: append it to train.yaml")


if __name__ == "__main__":
    try:
        main()
    except (train.InputError, OSError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
