#!/usr/bin/env python3
"""Checks the surrogate of this product against PyTorch: an independent implementation of the whole model from its equations.

Reads a model file, a volume element and the history that `umat-surrogate predict --path` wrote for them; computes the stress again
with numpy (kinematics, features) and PyTorch (grain networks, recurrent cell) and compares. Exit status 1 if the largest difference exceeds the
tolerance times the largest stress. Needs numpy and PyTorch only (Debian: python3-torch, python3-numpy).

    python3 check_surrogate.py MODEL.safetensors VE.json HISTORY.csv [--tolerance 1e-5]

Conventions (the same as in the product): symmetric tensors 11, 22, 33, 12, 13, 23; deviators also as 5-vectors in an orthonormal basis;
orientation matrix O: sample -> crystal; F = R U; the network sees the isochoric stretch Ub = J^(-1/3) U and gives R^T s R.
"""
import argparse
import csv
import itertools
import json
import struct
import sys

import numpy as np
import torch


def read_safetensors(path):
    """Tensors (float32) and metadata of a safetensors file: u64 header length, JSON header, raw data."""
    with open(path, "rb") as file:
        content = file.read()
    length = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8 : 8 + length])
    data = content[8 + length :]
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        assert entry["dtype"] == "F32", name
        begin, end = entry["data_offsets"]
        tensors[name] = torch.from_numpy(np.frombuffer(data[begin:end], dtype="<f4").reshape(entry["shape"]).copy())
    return tensors, json.loads(metadata["umat_surrogate"])


# ---- tensors ----------------------------------------------------------------------------------------------------------------------

def deviator_vector(s):
    """5-vector of the deviator of a symmetric 3x3 tensor: b.b = S:S."""
    r2, r6 = np.sqrt(2.0), np.sqrt(6.0)
    return np.array([
        (s[0, 0] - s[1, 1]) / r2, (2 * s[2, 2] - s[0, 0] - s[1, 1]) / r6, r2 * s[0, 1], r2 * s[0, 2], r2 * s[1, 2]])


def six(s):
    return np.array([s[0, 0], s[1, 1], s[2, 2], s[0, 1], s[0, 2], s[1, 2]])


BASIS = []
for unit in np.eye(5):
    a, b = unit[0] / np.sqrt(2.0), unit[1] / np.sqrt(6.0)
    c, d, e = unit[2:] / np.sqrt(2.0)
    BASIS.append(np.array([[a - b, c, d], [c, -a - b, e], [d, e, 2 * b]]))


def rotation_5(q):
    """5x5 matrix M with vector(q S q^T) = M vector(S)."""
    return np.column_stack([deviator_vector(q @ b @ q.T) for b in BASIS])


def orientation_matrix(quaternion):
    """O of a passive unit quaternion (Rowenhorst et al. 2015, P = -1)."""
    w, x, y, z = quaternion
    return np.array([
        [w * w + x * x - y * y - z * z, 2 * (x * y + w * z), 2 * (x * z - w * y)],
        [2 * (x * y - w * z), w * w - x * x + y * y - z * z, 2 * (y * z + w * x)],
        [2 * (x * z + w * y), 2 * (y * z - w * x), w * w - x * x - y * y + z * z]])


# ---- Bishop-Hill ------------------------------------------------------------------------------------------------------------------

def slip_systems():
    """Schmid tensors b n of the systems {111}<110>, 12 x 3 x 3."""
    return np.array([
        np.outer(m, n) / np.sqrt(6.0) for n in ([1, 1, 1], [-1, 1, 1], [1, -1, 1], [1, 1, -1])
        for m in ([0, 1, -1], [1, 0, -1], [1, -1, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]) if np.dot(n, m) == 0])


def yield_vertices():
    """The 56 stress states at which at least five {111}<110> systems reach the slip resistance and none exceeds it (5-vectors)."""
    systems = np.array([deviator_vector(0.5 * (schmid + schmid.T)) for schmid in slip_systems()])
    found = []
    for chosen in itertools.combinations(range(12), 5):
        matrix = systems[list(chosen)]
        if abs(np.linalg.det(matrix)) < 1e-9:
            continue
        inverse = np.linalg.inv(matrix)
        for signs in itertools.product((-1.0, 1.0), repeat=5):
            stress = inverse @ np.array(signs)
            if np.max(np.abs(systems @ stress)) < 1 + 1e-9 and not any(np.allclose(stress, f) for f in found):
                found.append(stress)
    assert len(found) == 56, len(found)
    return np.array(found)


VERTICES = yield_vertices()
# The five classes of vertices differ in their length: uniaxial stress along a cube axis, shear on the cube axes, two mixed ones, equal shears.
VERTEX_CLASS = np.array([{4: 0, 12: 1, 6: 2, 7: 3, 9: 4}[round(float(v @ v))] for v in VERTICES])
ALIKE = (np.zeros(5), np.ones(5))


def soft_stress(q, e, sharpness, classes=ALIKE):
    """Q^T s(c Q e): mean over the vertices times their magnitudes, weighted by exp(c sigma_k . Q e + b); b and magnitude of each class."""
    bias, magnitude = classes
    work = sharpness * (VERTICES @ (q @ e)) + bias[VERTEX_CLASS]
    weights = np.exp(work - work.max())
    return q.T @ ((magnitude[VERTEX_CLASS] * weights / weights.sum()) @ VERTICES)


class BishopHill:
    def __init__(self, orientations, grains, settings):
        self.rotations = [rotation_5(o) for o in orientations]
        self.sharpness = settings["bishop_hill_sharpness"]
        self.weights = np.full(len(grains), 1.0 / len(grains))

    def stresses(self, stretch, e):
        """b(e_1), b(e_2)."""
        return [np.mean([soft_stress(q, direction, self.sharpness) for q in self.rotations], axis=0) for direction in e]


class Cluster:
    """Grains that interact by the stress-strain response of an isotropic medium, in lattices turned by the stretch."""

    def __init__(self, orientations, grains, settings):
        self.orientations, self.s = orientations, settings["cluster"]
        self.systems = slip_systems()
        n = self.s["grid"]
        centre = (np.arange(n) + 0.5) / n
        x, y, z = np.meshgrid(centre, centre, centre, indexing="ij")
        distances = []
        for grain in grains:  # the nearest periodic image of the seed
            d = [np.abs(axis - seed) for axis, seed in zip((x, y, z), grain["seed"])]
            distances.append(sum(np.minimum(a, 1 - a) ** 2 for a in d))
        label = np.argmin(distances, axis=0)
        self.weights = np.array([np.mean(label == g) for g in range(len(grains))])
        self.interaction = self.interactions(label, len(grains), n)

    def interactions(self, label, count, n):
        """D_gh = 1/(N N_g) sum_(k != 0) conj(chi_g) chi_h G(k), G_ab = t_a . t_b, t_a = (I - n n) E_a n; without Nyquist frequencies."""
        chi = np.array([np.fft.fftn(label == g) for g in range(count)])
        total = np.zeros((count, 5, count, 5))
        numbers = np.fft.fftfreq(n, 1.0 / n)
        for i, j, k in itertools.product(range(n), repeat=3):
            wave = np.array([numbers[i], numbers[j], numbers[k]])
            if not wave.any() or np.any(np.abs(2 * wave) == n):
                continue
            direction = wave / np.linalg.norm(wave)
            traction = [b @ direction for b in BASIS]
            traction = np.array([t - (t @ direction) * direction for t in traction])
            c = chi[:, i, j, k]
            total += np.einsum("gh,ab->gahb", np.outer(c.conj(), c).real, traction @ traction.T)
        voxels = np.maximum(self.weights, 0.5 / n**3) * n**3
        return total / n**3 / voxels[:, None, None, None]

    def classes(self, name, index):
        """Weights and magnitudes of the vertex classes of one soft maximum; models without them have all vertices alike."""
        return tuple(
            np.array(self.s[key][5 * index : 5 * index + 5]) if self.s.get(key) else alike
            for key, alike in zip((f"{name}_vertex_weights", f"{name}_vertex_magnitudes"), ALIKE))

    def turned(self, stretch):
        """Rotations Q_g: one explicit step of the plastic spin under Taylor's assumption from the undeformed state."""
        strain = deviator_vector(stretch - np.eye(3))
        size = np.linalg.norm(strain)
        k_0, k_1 = self.s.get("rotation_amplitude", (1.0, 0.0))
        rotations = []
        for o in self.orientations:
            q = rotation_5(o)
            direction = q @ strain / np.sqrt(size**2 + 1e-6)
            stress = soft_stress(np.eye(5), direction, self.s.get("rotation_sharpness", 5.0), self.classes("rotation", 0))
            tau = np.array([deviator_vector(0.5 * (m + m.T)) @ stress for m in self.systems])
            slip = tau**11
            spin = sum(g * 0.5 * (m - m.T) for g, m in zip(slip, self.systems))
            x = (np.eye(3) + (k_0 + k_1 * size) * size * (stress @ direction) / (tau @ slip + self.s.get("rotation_floor", 1e-6)) * spin) @ o
            rotations.append(rotation_5(1.5 * x - 0.5 * x @ x.T @ x))  # one step towards the nearest rotation
        return rotations

    def stresses(self, stretch, e):
        """Plain ones of e_1 and of e_2, those of the cluster of e_2, each soft and sharp."""
        s, rotations, count = self.s, self.turned(stretch), len(self.orientations)
        mean = lambda x, c, classes: sum(w * soft_stress(q, v, c, classes) for w, q, v in zip(self.weights, rotations, x))
        start = np.tile(e[1], (count, 1))
        x = before = start
        coupling = np.broadcast_to(s["coupling"], len(s["relaxation"]))  # one for all sweeps or one for each
        for k, (a, m, c) in enumerate(zip(s["relaxation"], s["momentum"], s["sharpness"])):
            stress = np.array([soft_stress(q, v, c, self.classes("sweep", k)) for q, v in zip(rotations, x)])
            strain = coupling[k] * np.linalg.norm(e[1]) * np.einsum("gahb,hb->ga", self.interaction, stress)
            x, before = x + a * (start - strain - x) + m * (x - before), x
        plain = [mean(np.tile(direction, (count, 1)), c, self.classes("plain", i)) for direction in e for i, c in enumerate(s["plain_sharpness"])]
        return plain + [mean(x, c, self.classes("output", i)) for i, c in enumerate(s["output_sharpness"])]


def elastic_plastic(j, d, x, yield_strain):
    """Elastic strain of an elastic, perfectly plastic body in units of its yield strain, after a straight step D, |D| = x."""
    if x == 0:
        return j
    n, y = d / x, x / yield_strain
    b, inside = n @ j, max(0.0, 1 - j @ j)
    to_surface = np.sqrt(b * b + inside) - b
    if y <= to_surface:
        return j + y * n
    surface = j + to_surface * n
    a, t = n @ surface, np.tanh(y - to_surface)
    return ((a + t) * n + (surface - a * n) / np.cosh(y - to_surface)) / (1 + a * t)


# ---- features ---------------------------------------------------------------------------------------------------------------------

def cubic_features(o):
    """Sums over the cube axes of all monomials of degree 4 (15) and 6 (28) of the axis components."""
    values = []
    for degree in (4, 6):
        for p in range(degree, -1, -1):
            for q in range(degree - p, -1, -1):
                values.append(sum(x**p * y**q * z ** (degree - p - q) for x, y, z in o))
    return values


def rodrigues_in_fundamental_zone(quaternion):
    """Rodrigues vector of the equivalent orientation with |rho_i| <= sqrt(2)-1 and |rho_1|+|rho_2|+|rho_3| <= 1."""
    best = None
    half = np.sqrt(0.5)
    operators = [(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)]
    operators += [tuple(0.5 * s for s in (1, a, b, c)) for a, b, c in itertools.product((-1, 1), repeat=3)]
    for axis in range(3):
        for sign in (-1, 1):
            v = [half, 0, 0, 0]
            v[1 + axis] = sign * half
            operators.append(tuple(v))
    for i, j in ((1, 2), (1, 3), (2, 3)):
        for sign in (-1, 1):
            v = [0, 0, 0, 0]
            v[i], v[j] = half, sign * half
            operators.append(tuple(v))
    o = orientation_matrix(quaternion)
    for s in operators:
        equivalent = orientation_matrix(s) @ o
        trace = np.trace(equivalent)
        if best is None or trace > best[0]:
            best = (trace, equivalent)
    m = best[1]
    # Passive matrix: the axial vector of O is -2 sin(w) n with P = -1, hence this order of the differences.
    return np.array([m[1, 2] - m[2, 1], m[2, 0] - m[0, 2], m[0, 1] - m[1, 0]]) / (1 + best[0])


def scaled(values, minimum, maximum):
    minimum, maximum = np.array(minimum), np.array(maximum)
    return 2 * (np.array(values) - minimum) / (maximum - minimum) - 1


def phi(y):
    return -np.expm1(-y) / y if y > 0 else 1.0


# ---- cells ------------------------------------------------------------------------------------------------------------------------
# Each takes the input layer's result (1-vector), the state (layers x hidden) and the scaled increment length, and gives the new state.

linear = torch.nn.functional.linear


class Gru:
    def __init__(self, t, s):
        self.cells = []
        for l in range(s["layers"]):
            cell = torch.nn.GRUCell(s["input_layer_size"] if l == 0 else s["hidden_size"], s["hidden_size"])
            cell.load_state_dict({n: t[f"gru.{n}_l{l}"] for n in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")})
            self.cells.append(cell)

    def step(self, x, hidden, length):
        new = []
        for cell, h in zip(self.cells, hidden):
            x = cell(x[None], h[None])[0]
            new.append(x)
        return torch.stack(new)


class Linear:
    """h' = A h + B x + b."""

    def __init__(self, t, s):
        self.layers = [[t[f"linear.{n}_l{l}"] for n in ("weight_ih", "weight_hh", "bias")] for l in range(s["layers"])]

    def step(self, x, hidden, length):
        new = []
        for (b, a, bias), h in zip(self.layers, hidden):
            x = a @ h + b @ x + bias
            new.append(x)
        return torch.stack(new)


class Lmsc:
    """Linearised minimal state cell: h' = beta + exp(-alpha x)(h - beta), alpha and beta from dense layers of products of tanh."""

    def __init__(self, t, s):
        self.first, self.recurrent = t["lmsc.weight_ih"], t["lmsc.weight_hh"]
        self.weights = [t[f"lmsc.weight_l{l}"] for l in range(1, s["layers"])]
        self.biases = [t[f"lmsc.bias_l{l}"] for l in range(s["layers"])]
        self.state = t["lmsc.weight_state"], t["lmsc.bias_state"]

    def step(self, x, hidden, length):
        h = hidden[0]
        a, b = torch.chunk(torch.tanh(linear(x, self.first, self.biases[0]) + self.recurrent @ h), 2)
        for weight, bias in zip(self.weights, self.biases[1:]):
            a, b = torch.chunk(torch.tanh(linear(a * b, weight, bias)), 2)
        rate, target = torch.chunk(linear(a * b, *self.state), 2)
        target = torch.tanh(target)
        return (target + torch.exp(-torch.exp(rate) * length) * (h - target))[None]


CELLS = {"gru": Gru, "linear": Linear, "lmsc": Lmsc}

# ---- model ------------------------------------------------------------------------------------------------------------------------

class Surrogate:
    def __init__(self, tensors, settings, grains):
        self.t, self.s = tensors, settings
        assert settings["format"] == "umat-surrogate/model/1"
        if settings["features"] not in ("paper", "bishop-hill", "cluster"):
            sys.exit(f"this check knows the features paper, bishop-hill and cluster, the model has {settings['features']}")
        crystals = {"bishop-hill": BishopHill, "cluster": Cluster}.get(settings["features"])
        orientations = [orientation_matrix(g["quaternion"]) for g in grains]
        self.crystals, self.weights = None, np.full(len(grains), 1.0 / len(grains))
        if crystals:
            features = [cubic_features(o) for o in orientations]
            self.crystals = crystals(orientations, grains, settings)
            self.weights = self.crystals.weights
        else:
            features = [list(g["seed"]) + list(rodrigues_in_fundamental_zone(g["quaternion"])) for g in grains]
        grain = torch.tensor(scaled(features, settings["grain_minimum"], settings["grain_maximum"]), dtype=torch.float32)
        self.lmsc = settings["cell"] == "lmsc"
        self.cell = CELLS[settings["cell"]](tensors, settings)
        mapping = settings.get("grains", "both")
        fresh = self.grain_network("grain_hidden", grain) if mapping in ("both", "initial-state") else torch.tanh(tensors["initial_state"])
        self.hidden = fresh.reshape(-1, settings["hidden_size"])
        self.m_x = self.grain_network("grain_input", grain) if mapping in ("both", "step-input") else torch.zeros(0)
        self.stretch, self.e, self.length, self.held_s = np.eye(3), [np.zeros(5), np.zeros(5)], 0.0, 0.0
        self.j = [np.zeros(5), np.zeros(5)] if settings["features"] == "cluster" else []

    def grain_network(self, name, grain):
        inner = torch.tanh(linear(grain, self.t[name + ".0.weight"], self.t[name + ".0.bias"]))
        return torch.tanh(linear(inner, self.t[name + ".2.weight"], self.t[name + ".2.bias"])).T @ torch.tensor(self.weights, dtype=torch.float32)

    def step(self, f, dt_s):
        """Cauchy stress (Pa, spatial frame) at the end of a step, and the new state."""
        s, trained = self.s, self.s["trained"]
        v, stretches, wt = np.linalg.svd(f)
        rotation, u = v @ wt, wt.T @ np.diag(stretches) @ wt
        j = np.linalg.det(f)
        ub = u / np.cbrt(j)
        increment = (ub - self.stretch) @ np.linalg.inv(self.stretch)
        d = deviator_vector(0.5 * (increment + increment.T))
        x, time_s = np.linalg.norm(d), self.held_s + dt_s
        assert x <= trained["x_max"], "a step needs sub-stepping: choose a path with smaller steps"
        hold = x < trained["x_min"] and time_s < trained["dt_max_s"]
        e = [np.exp(-x / e0) * old + phi(x / e0) * d / e0 for e0, old in zip(s["fading_strains"], self.e)]
        length = self.length + x
        log_dt = np.log10(np.clip(time_s, trained["dt_min_s"], trained["dt_max_s"]) / s["dt_reference_s"])
        rate = np.clip(x / time_s if x > 0 else 0.0, trained["rate_min_perSecond"], trained["rate_max_perSecond"])
        log_rate = np.log10(np.hypot(rate, 1e-7) / 1e-3)
        j_new = [elastic_plastic(old, d, x, y) for old, y in zip(self.j, s.get("elastic_plastic_strains", []))]
        path, tensors, scalars, times = six(ub), [], [], [log_dt]
        if self.crystals:
            tensors = [*self.crystals.stresses(self.stretch, e), *e, *j_new]
            scalars = [np.log10(length + 1e-4)] if j_new else []
            path, times = np.concatenate([six(ub - np.eye(3)), *tensors, scalars]), [log_rate, log_dt]
        # The cell lmsc sees no time step but the increment D/e0_1, split after scaling (which leaves it as it is) into length and direction.
        increment = d / s["fading_strains"][0]
        features = np.concatenate([path, [log_rate], increment] if self.lmsc else [path, times])
        invariants = s.get("inputs", "components") == "invariants"
        if invariants:  # products T_i : T_j of the full tensors
            full = [np.tensordot(t, BASIS, 1) for t in tensors]
            features = np.concatenate([features, [np.sum(full[i] * full[j]) for i in range(len(full)) for j in range(i, len(full))]])
        features = scaled(features, s["step_minimum"], s["step_maximum"])
        increment_length = np.linalg.norm(features[-5:])
        if self.lmsc and increment_length > 0:
            features[-5:] /= increment_length
        step = torch.tensor(features[6 + 5 * len(tensors) :] if invariants else features, dtype=torch.float32)
        network_input = linear(torch.cat([step, self.m_x]), self.t["input.weight"], self.t["input.bias"])
        hidden = self.cell.step(network_input, self.hidden, float(increment_length))
        scales = s.get("basis_scale", [])
        free = 0 if invariants else 6  # outputs that are stress components
        output = torch.nn.Linear(s["hidden_size"], free + len(scales))
        output.load_state_dict({"weight": self.t["output.weight"], "bias": self.t["output.bias"]})
        y = output(hidden[-1])
        if hold and self.length > 0:  # a held step that has only begun gets its share
            begun = -np.expm1(-(x / (0.01 * trained["x_min"]) + time_s / trained["dt_min_s"]))
            y0 = output(self.hidden[-1])
            y = y0 + begun * (y - y0)
        y = y.numpy().astype(float)
        low, high = np.array(s["stress_minimum_Pa"]), np.array(s["stress_maximum_Pa"])
        c = low + 0.5 * ((y[:6] if free else np.zeros(6)) + 1) * (high - low)
        for weight, scale, tensor in zip(y[free:], scales, tensors):  # a basis of the stress
            c = c + weight / scale * np.mean(0.5 * (high - low)) * six(np.tensordot(tensor, BASIS, 1))
        if s["stress_free_reference"]:
            c = c * -np.expm1(-length / s["fading_strains"][0])
        stress = np.array([[c[0], c[3], c[4]], [c[3], c[1], c[5]], [c[4], c[5], c[2]]])
        stress -= np.trace(stress) / 3 * np.eye(3)
        bulk = (s["elasticity"]["C11_Pa"] + 2 * s["elasticity"]["C12_Pa"]) / 3
        stress += 1.5 * bulk * (np.cbrt(j) - 1 / np.cbrt(j)) * np.eye(3)
        if hold:
            self.held_s = time_s
        else:
            self.stretch, self.e, self.j, self.length, self.held_s, self.hidden = ub, e, j_new, length, 0.0, hidden
        return rotation @ stress @ rotation.T


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("volume_element")
    parser.add_argument("history")
    parser.add_argument("--tolerance", type=float, default=1e-5)
    arguments = parser.parse_args()
    tensors, settings = read_safetensors(arguments.model)
    with open(arguments.volume_element, encoding="utf-8") as file:
        surrogate = Surrogate(tensors, settings, json.load(file)["grains"])
    with open(arguments.history, encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    axes = "123"
    largest = difference = 0.0
    with torch.no_grad():
        for before, row in zip(rows, rows[1:]):
            f = np.array([[float(row[f"F{i}{j}"]) for j in axes] for i in axes])
            stress = six(surrogate.step(f, float(row["time_s"]) - float(before["time_s"])))
            expected = np.array([float(row[f"sigma{c}_Pa"]) for c in ("11", "22", "33", "12", "13", "23")])
            largest = max(largest, np.abs(expected).max())
            difference = max(difference, np.abs(stress - expected).max())
    passed = difference <= arguments.tolerance * largest
    print(f"PyTorch {torch.__version__}: {len(rows) - 1} steps, largest stress {largest:.6e} Pa, largest difference {difference:.3e} Pa, "
          f"relative {difference / largest:.2e}: {'passed' if passed else 'FAILED'} (tolerance {arguments.tolerance:g})")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
