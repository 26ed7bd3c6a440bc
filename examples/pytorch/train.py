#!/usr/bin/env python3
"""Trains a surrogate in PyTorch: the same data, train.yaml, network and model file as `umat-surrogate train`; everything on the device.

    umat-surrogate dataset export DATA --out data.safetensors
    python3 train.py --data data.safetensors --spec train.yaml --out model.safetensors [--device cuda] [--resume]

Needs PyTorch (1.13 or later) and numpy. `umat-surrogate info|evaluate|predict` take the model. README.md beside this file says more.
"""
import argparse
import contextlib
import datetime
import hashlib
import json
import math
import os
import platform
import random
import re
import struct
import sys
import time

import numpy as np
import torch
from torch import nn

import features as f

FORMAT = "umat-surrogate/model/1"
SEQUENCES_FOR_RANGES = 4096  # sequences drawn to see the range of the features
DIRECTION_THRESHOLD = 0.1  # |e_1| from which on it gives a direction (SteppingRule.DirectionThreshold)
DIVERGED = 10.0  # mean loss of an epoch in units of the loss of a stress of zero
FAR = 2.0  # validation error in units of the smallest one, for a warning


class InputError(Exception):
    """Bad input; the program ends with status 2."""


# ---- files ------------------------------------------------------------------------------------------------------------------------

def read_safetensors(path):
    """Tensors (float32) and metadata: u64 header length, JSON header, raw data."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = np.frombuffer(file.read(), dtype="<f4")
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = torch.from_numpy(data[begin // 4 : end // 4].reshape(entry["shape"]).copy())
    return tensors, metadata


def write_safetensors(path, tensors, metadata):
    header, position = {"__metadata__": metadata}, 0
    arrays = {name: t.detach().cpu().float().contiguous().numpy().astype("<f4") for name, t in tensors.items()}
    for name, a in arrays.items():
        header[name] = {"dtype": "F32", "shape": list(a.shape), "data_offsets": [position, position + a.nbytes]}
        position += a.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path + ".partial", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for a in arrays.values():
            file.write(a.tobytes())
    os.replace(path + ".partial", path)


DEFAULTS = {  # None: no default of its own; see TrainingSpecification for what the keys mean
    "features": None, "cell": "gru", "inputs": "components", "grains": "both", "tensor_basis": False, "hidden_size": 64, "layers": 2, "grain_input_size": 32,
    "input_layer_size": 0, "bishop_hill_sharpness": 12.0, "stress_free_reference": None, "loss": "mse", "optimiser": "adam",
    "learning_rate": 4e-3, "learning_rate_end": 2e-5, "schedule": "cosine", "warm_up_iterations": 100, "gradient_norm_limit": 1.0,
    "weight_decay": 0.0, "batch": 64, "epochs": 40, "iterations": 0, "time_limit_s": 0.0, "patience": 0, "sequence_points": [20, 100],
    "sequence_density_ratio": 0.05, "sequence_prefix": 1.0, "symmetry_augmentation": None, "zero_step_fraction": 0.0, "step_length_minimum": 4e-4,
    "training_samples": 0, "validation_samples": 256, "validation_interval": 1, "checkpoint_interval": 1, "checkpoint_time_s": 300.0, "sequence_memory_MiB": 4096, "initial_model": None,
    "device": "cpu", "seed": 1, "seeds": [], "threads": 0, "cluster": None,
}
CLUSTER = {  # the defaults of ClusterSettings
    "coupling": [2.324, 2.1577, 2.2378], "sharpness": [2.6555, 6.11, 8.5719], "relaxation": [0.5503, 0.3589, 0.0828], "momentum": [0.0, 0.5169, -0.1346],
    "output_sharpness": [2.3917, 10.6754], "plain_sharpness": [3.4929, 16.8106],
    "sweep_vertex_weights": [
        0.3916, -0.3505, 0.3618, -0.0056, -0.3974,
        0.3281, -0.3615, 0.2189, 0.1014, -0.287,
        0.1703, 0.0235, 0.0505, -0.1094, -0.1348,
    ],
    "sweep_vertex_magnitudes": [
        0.6993, 1.0774, 0.9317, 0.8708, 1.1053,
        0.9358, 0.908, 1.0023, 1.0352, 1.1576,
        0.88, 0.9468, 1.0479, 1.1235, 1.0595,
    ],
    "output_vertex_weights": [
        0.0348, 0.0643, 0.2409, -0.0889, -0.2511,
        0.0622, 0.0157, 0.0807, -0.0849, -0.0738,
    ],
    "output_vertex_magnitudes": [
        0.9466, 0.9783, 0.957, 0.9796, 0.9874,
        1.1036, 0.9159, 0.9946, 1.0172, 1.0067,
    ],
    "plain_vertex_weights": [
        0.1538, 0.3307, -0.3193, -0.1008, -0.0644,
        0.5172, -0.1847, 0.1996, -0.2172, -0.3149,
    ],
    "plain_vertex_magnitudes": [
        1.0026, 0.9639, 0.9362, 0.9693, 0.9803,
        1.2136, 0.8945, 1.0196, 0.9227, 0.9238,
    ],
    "rotation_vertex_weights": [
        0.3331, -0.2523, 0.279, 0.0911, -0.4509,
    ],
    "rotation_vertex_magnitudes": [
        1.4265, 0.8194, 1.3398, 1.0505, 0.6375,
    ],
    "rotation_sharpness": 3.667, "rotation_amplitude": [0.94, -0.1244], "rotation_floor": 0.046656, "grid": 16,
}
WORDS = {
    "features": ["paper", "bishop-hill", "cluster"], "cell": ["gru", "lmsc", "linear"], "grains": ["both", "initial-state", "step-input", "none"],
    "inputs": ["components", "invariants"], "loss": ["mse", "vector_norm"], "schedule": ["constant", "cosine"], "optimiser": ["adam"], "device": ["cpu", "cuda"],
    "symmetry_augmentation": ["none", "cube", "any", "true", "false"],
}
LIMITS = ["training_samples", "validation_samples"]  # one number for every data set, or a list
POSITIVE = ["hidden_size", "layers", "grain_input_size", "bishop_hill_sharpness", "learning_rate", "batch", "epochs", "sequence_density_ratio", "sequence_prefix",
            "validation_interval", "checkpoint_interval", "checkpoint_time_s"]


def read_specification(path):
    """train.yaml, checked; all keys with their defaults."""
    spec = read_keys(path)
    check_specification(spec, path)
    return spec


def read_keys(path):
    """A file of one `key: value` a line, lists in brackets, the section `cluster` indented. All keys with their defaults, not checked together."""
    spec, section, given_keys = dict(DEFAULTS), None, set()
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = re.sub(r"(^|\s)#.*", "", line).rstrip()
            if not line:
                continue
            match = re.fullmatch(r"(\s*)([A-Za-z_]\w*):\s*(.*)", line)
            if match is None:
                raise InputError(f"{path}, line {number}: '{line.strip()}' is not of the form 'key: value'.")
            indent, key, text = match.groups()
            inside = bool(indent)
            target, known = (section, CLUSTER) if inside else (spec, DEFAULTS)
            if target is None or key not in known:
                raise InputError(f"{path}, line {number}: '{key}' is not a key that this program knows here; known: {', '.join(known)}.")
            if key == "cluster":
                section = spec["cluster"] = {}
                continue
            given_keys.add(key)
            target[key] = value(text, known[key], f"{path}, line {number}: '{key}'", key)
            if not inside:
                section = None
    if spec["inputs"] == "invariants":  # what they need, unless the file says otherwise
        spec.update({k: v for k, v in (("grains", "none"), ("tensor_basis", True)) if k not in given_keys})
    if spec["cluster"] is None and spec["initial_model"] and spec["features"] == "cluster":  # fine-tuning keeps the constants of the model
        spec["cluster"] = load_model(os.path.join(os.path.dirname(os.path.abspath(path)), spec["initial_model"]))[0].get("cluster")
        return spec
    given = spec["cluster"] or {}
    spec["cluster"] = {**CLUSTER, **given}
    sweeps = len(spec["cluster"]["relaxation"])
    one_value = isinstance(spec["cluster"]["coupling"], (int, float)) or len(spec["cluster"]["coupling"]) == 1
    lengths = {
        "coupling": 1 if one_value else sweeps, "sharpness": sweeps, "momentum": sweeps, "output_sharpness": 2, "plain_sharpness": 2, "rotation_amplitude": 2,
        **{f"{name}_vertex_{kind}": 5 * n for name, n in (("sweep", sweeps), ("output", 2), ("plain", 2), ("rotation", 1)) for kind in ("weights", "magnitudes")},
    }
    other = {  # the coefficients of another number of sweeps, unless given
        "sharpness": CLUSTER["sharpness"][-1], "momentum": 0.0, "coupling": sum(CLUSTER["coupling"]) / len(CLUSTER["coupling"]),
        "sweep_vertex_weights": 0.0, "sweep_vertex_magnitudes": 1.0,
    }
    for key, length in lengths.items():
        if key in other and key not in given and sweeps != len(CLUSTER["relaxation"]):
            spec["cluster"][key] = other[key]
            length = 1 if key == "coupling" else length
        if not isinstance(spec["cluster"][key], list):
            spec["cluster"][key] = [spec["cluster"][key]] * length
        if len(spec["cluster"][key]) != length and not ("_vertex_" in key and not spec["cluster"][key]):
            raise InputError(f"{path}: 'cluster.{key}' has {len(spec['cluster'][key])} values, it must have {length}.")
    return spec


def value(text, default, what, key):
    """A value of the kind that the default has."""
    def scalar(word, like):
        if key not in WORDS and (isinstance(like, bool) or word in ("true", "false")):
            if word not in ("true", "false") or not (isinstance(like, bool) or key == "stress_free_reference"):
                raise InputError(f"{what} is '{word}'.")
            return word == "true"
        if key in WORDS or key == "initial_model":
            if key in WORDS and word not in WORDS[key]:
                raise InputError(f"{what} is '{word}', expected one of {', '.join(WORDS[key])}.")
            return {"true": "cube", "false": "none"}.get(word, word) if key == "symmetry_augmentation" else word.strip("\"'")
        try:
            return int(word) if isinstance(like, int) else float(word)
        except ValueError:
            raise InputError(f"{what} is '{word}', expected {'an integer' if isinstance(like, int) else 'a number'}.") from None

    listed = isinstance(default, list) or key in LIMITS
    like = (default or [1])[0] if isinstance(default, list) else default
    if text.startswith("["):
        if not listed or not text.endswith("]"):
            raise InputError(f"{what} is '{text}', expected {'[a, b, ...]' if listed else 'one value'}.")
        return [scalar(word.strip(), like) for word in text[1:-1].split(",") if word.strip()]
    if listed and key not in ("coupling", "sharpness", "momentum", *LIMITS):
        raise InputError(f"{what} is '{text}', expected [a, b, ...].")
    return scalar(text, like)


def numbers(limits):
    return limits if isinstance(limits, list) else [limits]


def check_specification(spec, path):
    if spec["features"] is None:
        raise InputError(f"{path}: the key 'features' is missing.")
    if spec["inputs"] == "invariants":
        for key, wrong, why in (("features", spec["features"] == "paper", "have no deviators to take products of"),
                                ("cell", spec["cell"] == "lmsc", "sees the components of the strain increment"),
                                ("grains", spec["grains"] != "none", "see orientations in the sample frame; leave the key out"),
                                ("tensor_basis", not spec["tensor_basis"], "leaves nothing to answer with; leave the key out")):
            if wrong:
                raise InputError(f"{path}: 'inputs' is invariants, but {key}: {str(spec[key]).lower()} {why}.")
    sees_grains = spec["features"] != "paper" or spec["grains"] != "none"
    if spec["symmetry_augmentation"] not in (None, "none") and not sees_grains:
        raise InputError(f"{path}: 'symmetry_augmentation' is set, but with features: paper and grains: none a rotated volume element is another one.")
    if spec["symmetry_augmentation"] == "any" and spec["features"] == "paper":
        raise InputError(f"{path}: 'symmetry_augmentation' is any, but features: paper holds the positions of the seeds in the box. Give cube, or other features.")
    if spec["tensor_basis"] and spec["features"] == "paper":
        raise InputError(f"{path}: 'tensor_basis' needs features with deviators, which the features 'paper' do not have.")
    if spec["symmetry_augmentation"] is None:
        spec["symmetry_augmentation"] = "cube" if sees_grains and spec["inputs"] == "components" else "none"
    if spec["stress_free_reference"] is None:
        spec["stress_free_reference"] = spec["features"] != "paper"
    bad = [k for k in POSITIVE if not spec[k] > 0] + [k for k, d in DEFAULTS.items() if isinstance(d, (int, float)) and min(numbers(spec[k])) < 0]
    if len(spec["sequence_points"]) != 2 or not 1 <= spec["sequence_points"][0] <= spec["sequence_points"][1]:
        bad.append("sequence_points")
    bad += [k for k in ("sequence_density_ratio", "sequence_prefix", "zero_step_fraction") if spec[k] > 1]
    if spec["learning_rate_end"] > spec["learning_rate"]:
        bad.append("learning_rate_end")
    if bad:
        raise InputError(f"{path}: '{bad[0]}' is {spec[bad[0]]}, which is not possible.")
    if len(set(spec["seeds"])) < len(spec["seeds"]):
        raise InputError(f"{path}: 'seeds' names a seed twice.")
    if spec["initial_model"]:
        spec["initial_model"] = os.path.join(os.path.dirname(os.path.abspath(path)), spec["initial_model"])


# ---- data -------------------------------------------------------------------------------------------------------------------------

class Data:
    """An exported data set, or several as one, on the device. Sequences: the validation samples first, then the training samples."""

    def __init__(self, path, spec, device):
        tensors, metadata = read_safetensors(path)
        if "umat_surrogate_sequences" not in metadata:
            raise InputError(f"{path} is not a data set that 'umat-surrogate dataset export' wrote.")
        self.settings = json.loads(metadata["umat_surrogate_sequences"])
        if self.settings["format"] != "umat-surrogate/sequences/1":
            raise InputError(f"{path}: format '{self.settings['format']}', this program reads 'umat-surrogate/sequences/1'.")
        held_out, self.validation_by_set = self.first(spec, "validation_samples", 0)
        trained, self.training_by_set = self.first(spec, "training_samples", self.settings["validation_samples"])
        samples = torch.cat([held_out, trained])
        used_paths, path = tensors["path"].long()[samples].unique(return_inverse=True)
        used, volume_element = tensors["volume_element"].long()[samples].unique(return_inverse=True)
        self.tensors, self.device = tensors, device
        self.path, self.volume_element = path.to(device), volume_element.to(device)
        self.validation, self.training = torch.arange(len(samples), device=device).split([len(held_out), len(trained)])
        step, time_step_s = (tensors[name][used_paths].to(device).double() for name in ("stretch_increment", "time_step_s"))
        self.steps = step.shape[1]
        self.stretch = nn.functional.pad(step.cumsum(1), (0, 0, 1, 0))  # P x (T+1) x 6, Ub - I
        self.time_s = nn.functional.pad(time_step_s.cumsum(1), (1, 0))
        self.stress_MPa = nn.functional.pad(tensors["stress_MPa"][samples], (0, 0, 1, 0)).to(device)  # S x (T+1) x 6
        self.seed, quaternion = (tensors[name][used].to(device).double() for name in ("seed", "quaternion"))
        self.orientation = f.orientation_matrix(quaternion / quaternion.norm(dim=-1, keepdim=True))
        self.texture_index = tensors["texture_index"][used].to(device)
        if spec["features"] == "cluster":
            made = [f.interaction(part, spec["cluster"]["grid"]) for part in self.seed.split(64)]
            self.weights, self.interaction = torch.cat([w for w, _ in made]), torch.cat([d.float() for _, d in made])
        else:
            self.weights, self.interaction = torch.full(self.seed.shape[:2], 1.0 / self.seed.shape[1], dtype=torch.float64, device=device), None

    def first(self, spec, key, start):
        """Positions in the file of the samples that are used, the first ones of every data set, and their numbers."""
        available, limits = self.settings.get(f"{key}_by_dataset", [self.settings[key]]), numbers(spec[key])
        if len(limits) not in (1, len(available)):
            raise InputError(f"'{key}' has {len(limits)} numbers for {len(available)} data sets.")
        limits = limits * len(available) if len(limits) == 1 else limits
        counts, parts = [min(n, most) if most > 0 else n for n, most in zip(available, limits)], []
        for n, count in zip(available, counts):
            parts.append(start + torch.arange(count))
            start += n
        return torch.cat(parts), counts

    def at(self, values, index, points):
        """Values (rows x (T+1) [x c]) of some rows at points k + share, linear within an increment."""
        k = points.long().clamp(max=self.steps)
        row, share = index[:, None], (points - k).to(values.dtype)
        share = share[..., None] if values.ndim == 3 else share
        low = values[row, k]
        return low + share * (values[row, (k + 1).clamp(max=self.steps)] - low)

    def features(self, settings, members, points, bounds):
        """Unscaled step features, path length and step length of sequences at points (B x (T+1)), without rotation; and the truth in MPa."""
        path, v = self.path[members], self.volume_element[members]
        stretch, time_s = self.at(self.stretch, path, points), self.at(self.time_s, path, points)
        interactions = None if self.interaction is None else self.interaction[v]
        result = f.step_features(settings, stretch, time_s.diff(dim=1), self.orientation[v], self.weights[v], interactions, bounds)
        return (*result, self.at(self.stress_MPa, members, points)[:, 1:], stretch, time_s)


class Sampler:
    """Random draws: they depend on (seed, epoch, batch) alone, so that a resumed training sees what an uninterrupted one sees."""

    def __init__(self, data, spec, seed):
        self.data, self.spec, self.seed = data, spec, seed
        self.generator = torch.Generator(device=data.device)
        self.rotations = f.cube_rotations(device=data.device)
        self.batches = -(-len(data.training) // spec["batch"])

    def number(self, *key):
        return int.from_bytes(hashlib.sha256(repr((self.seed, *key)).encode()).digest()[:7], "little")

    def uniform(self, *shape):
        return torch.rand(*shape, generator=self.generator, device=self.data.device, dtype=torch.float64)

    def integers(self, most, *shape):
        return torch.randint(most, shape, generator=self.generator, device=self.data.device)

    def order(self, epoch):
        self.generator.manual_seed(self.number(epoch))
        return self.data.training[torch.randperm(len(self.data.training), generator=self.generator, device=self.data.device)]

    def count(self, epoch, batch):
        """Drawn points, log-uniform."""
        low, high = (min(n, self.data.steps) for n in self.spec["sequence_points"])
        return max(low, min(high, int(low * ((high + 1) / low) ** random.Random(self.number(epoch, batch, 0)).random())))

    def draw(self, order, epoch, batch, standstill=True):
        """Members, points (B x (T+1)), rotation matrices (B x 3 x 3, or None) and shifts of a batch. See TimePointDraw, StandstillDraw and SampleRotation."""
        members = order[batch * self.spec["batch"] : (batch + 1) * self.spec["batch"]]
        size, steps, count = len(members), self.data.steps, self.count(epoch, batch)
        self.generator.manual_seed(self.number(epoch, batch))
        length = self.prefix(size, steps, count)
        cuts = length * self.uniform(size, 3)
        density = torch.exp(math.log(self.spec["sequence_density_ratio"]) * self.uniform(size, 4))
        position = torch.arange(steps, device=self.data.device)
        part = (position[None, :, None] >= cuts[:, None, :]).sum(-1)
        key = -torch.log(1 - self.uniform(size, steps)) / density.gather(1, part)
        key = torch.where(position < length, key, torch.full_like(key, math.inf))
        points = nn.functional.pad(1 + key.topk(count, largest=False).indices.sort().values, (1, 0)).double()
        rotation, shift = None, self.uniform(size, 3)
        if self.spec["symmetry_augmentation"] == "cube":
            rotation = self.rotations[self.integers(24, size)]
        elif self.spec["symmetry_augmentation"] == "any":  # a unit quaternion of four normal numbers is uniform on SO(3)
            quaternion = torch.randn(size, 4, generator=self.generator, device=self.data.device, dtype=torch.float64)
            rotation = f.orientation_matrix(quaternion / quaternion.norm(dim=-1, keepdim=True))
        extra = round(self.spec["zero_step_fraction"] * count)
        if standstill and extra > 0:
            at = points.gather(1, self.integers(count + 1, size, extra))
            share = 1e-4 * 10 ** self.uniform(size, extra) * self.integers(2, size, extra) * (at < steps)
            points = torch.cat([points, at + share], 1).sort().values
        return members, points, rotation, shift

    def prefix(self, size, steps, count):
        """Increments of the first part of the path from which points are drawn, B x 1."""
        share = self.spec["sequence_prefix"]
        if share >= 1:
            return torch.full((size, 1), steps, dtype=torch.float64, device=self.data.device)
        shortest = max(count, min(steps, math.ceil(share * steps)))
        length = (shortest * ((steps + 1) / shortest) ** self.uniform(size, 1)).floor().clamp(shortest, steps)
        return torch.where(self.uniform(size, 1) < 1 / 3, torch.full_like(length, steps), length)

    def grain_features(self, settings, members, rotation, shift):
        """Unscaled grain features of the rotated volume elements."""
        v = self.data.volume_element[members]
        seed, o = self.data.seed[v], self.data.orientation[v]
        if rotation is not None:
            if self.spec["symmetry_augmentation"] == "cube":  # any other rotation: a rotated box, and no feature knows the seeds
                seed = torch.remainder((seed - 0.5) @ rotation.transpose(1, 2) + 0.5 + shift[:, None], 1.0)
            o = o @ rotation.transpose(1, 2)[:, None]
        return f.grain_features(settings["features"], seed, o)

    def batch(self, settings, members, points, rotation=None, shift=None):
        """What the network takes, and the truth: see Surrogate.forward; time first."""
        with torch.no_grad(), full_precision():
            x, length, _, truth, _, _ = self.data.features(settings, members, points, settings["trained"])
            if rotation is not None:
                m5, m6 = f.rotation_5(rotation).float(), f.rotation_6(rotation).float()
                x, truth = f.rotate(x, f.layout(settings), m5, m6), truth @ m6.transpose(1, 2)
            gate = -torch.expm1(-length / settings["fading_strains"][0]).float() if settings["stress_free_reference"] else torch.ones_like(length).float()
            grains = self.grain_features(settings, members, rotation, shift)
            weights = self.data.weights[self.data.volume_element[members]].float()
            return scaled(x, settings, "step").transpose(0, 1), scaled(grains, settings, "grain"), weights, gate.t(), truth.transpose(0, 1)


def scaled(x, settings, name):
    low, high = (f.constant(tuple(settings[f"{name}_{end}"]), torch.float64, x.device) for end in ("minimum", "maximum"))
    return (2 * (x.double() - low) / (high - low) - 1).float()


@contextlib.contextmanager
def full_precision():
    """Features are computed in full single precision, whatever the network uses."""
    matmul = torch.backends.cuda.matmul
    before, matmul.allow_tf32 = matmul.allow_tf32, False
    try:
        yield
    finally:
        matmul.allow_tf32 = before


# ---- settings of the model --------------------------------------------------------------------------------------------------------

def unscaled_settings(spec, data):
    return {
        "format": FORMAT, "features": spec["features"], "cell": spec["cell"], "inputs": spec["inputs"], "grains": spec["grains"], "tensor_basis": spec["tensor_basis"],
        "hidden_size": spec["hidden_size"], "layers": spec["layers"], "grain_input_size": spec["grain_input_size"], "grain_layer_size": 64,
        "input_layer_size": spec["input_layer_size"] or spec["hidden_size"], "dt_reference_s": 1.0, "fading_strains": list(f.FADING_STRAINS),
        "bishop_hill_sharpness": spec["bishop_hill_sharpness"], 
        **({"elastic_plastic_strains": list(f.ELASTIC_PLASTIC_STRAINS), "cluster": spec["cluster"]} if spec["features"] == "cluster" else {}),
        "stress_free_reference": spec["stress_free_reference"], "trained": None, "elasticity": data.settings["elasticity"], "training": {},
    }


def principal(d):
    """Smallest and largest eigenvalue of symmetric deviators (6 components): 2 sqrt(J2/3) cos of the Lode angle and of its neighbour."""
    a, b, c, p, q, r = d.double().unbind(-1)
    j2 = 0.5 * (a * a + b * b + c * c) + p * p + q * q + r * r
    j3 = a * (b * c - r * r) - p * (p * c - r * q) + q * (p * r - b * q)
    theta = torch.acos((1.5 * math.sqrt(3) * j3 / j2.clamp(min=1e-30) ** 1.5).clamp(-1, 1)) / 3
    size = 2 * torch.sqrt(j2 / 3)
    return -size * torch.cos(math.pi / 3 - theta), size * torch.cos(theta)


def spectral_radius(d):
    """Largest |eigenvalue| of symmetric deviators, Eq. 5 of the paper."""
    smallest, largest = principal(d)
    return torch.maximum(-smallest, largest)


class Range:
    """Smallest and largest value of every component."""

    def __init__(self):
        self.low = self.high = None

    def add(self, values):
        low, high = values.double().flatten(0, -2).aminmax(dim=0)
        self.low = low if self.low is None else torch.minimum(self.low, low)
        self.high = high if self.high is None else torch.maximum(self.high, high)

    def close_under_cube_rotations(self):
        shear = torch.maximum(-self.low[3:], self.high[3:]).max()
        self.low = torch.cat([self.low[:3].min().expand(3), -shear.expand(3)])
        self.high = torch.cat([self.high[:3].max().expand(3), shear.expand(3)])

    def ends(self, unit=1.0):
        """Never equal: a component that does not change is mapped to 0."""
        least = 1e-6 * torch.maximum(self.low.abs(), self.high.abs()).clamp(min=1e-3)
        widen = torch.where(self.high - self.low >= least, torch.zeros_like(least), least)
        return (unit * (self.low - widen)).tolist(), (unit * (self.high + widen)).tolist()


def closed(values, groups):
    """The ends of what rotations make of tensors among the components (RangeOfComponents.AddRotated): two vectors for each one."""
    low, high = values.double().clone(), values.double().clone()
    for start, length in groups:
        part = values[..., start : start + length].double()
        if length == 6:
            mean = part[..., :3].mean(-1, keepdim=True)
            smallest, largest = principal(torch.cat([part[..., :3] - mean, part[..., 3:]], -1))
            shear = 0.5 * (largest - smallest)
            low[..., start : start + 3], high[..., start : start + 3] = mean + smallest[..., None], mean + largest[..., None]
            low[..., start + 3 : start + 6], high[..., start + 3 : start + 6] = -shear[..., None], shear[..., None]
        elif length == 5:
            norm = part.norm(dim=-1, keepdim=True)
            low[..., start : start + 5], high[..., start : start + 5] = -norm, norm
    return torch.stack([low, high])


def measure(spec, data, sampler):
    """All settings of the model: scaling and trained range as the sequences of the first epoch show them (ModelSettings, StepStatistics)."""
    settings = unscaled_settings(spec, data)
    x_range, grain, stress, stretch = Range(), Range(), Range(), Range()
    lengths, time_steps_s, squares, moments, turn, excess, longest = [], [], 0.0, 0.0, 0.0, 0.0, 0.0
    basis = f.deviator_count(spec["features"]) if spec["tensor_basis"] else 0
    invariants = spec["inputs"] == "invariants"  # such a network knows all rotations of what it has seen
    any_rotation = spec["symmetry_augmentation"] == "any" or invariants
    epochs = -(-SEQUENCES_FOR_RANGES // len(data.training)) if spec["sequence_prefix"] < 1 else 1  # pieces of paths: enough of them to see whole paths
    with torch.no_grad(), full_precision():
        for k in range(min(epochs * sampler.batches, -(-SEQUENCES_FOR_RANGES // spec["batch"]))):
            epoch, b = divmod(k, sampler.batches)
            order = sampler.order(epoch) if b == 0 else order
            members, points, rotation, shift = sampler.draw(order, epoch, b, standstill=False)
            values, length, x, _, u, time_s = data.features(settings, members, points, None)
            if rotation is not None:
                values = f.rotate(values, f.layout(settings), f.rotation_5(rotation).float(), f.rotation_6(rotation).float())
            x_range.add(closed(values, f.layout(settings)) if any_rotation else values)
            squares = squares + values[..., 6 : 6 + 5 * basis].double().unflatten(-1, (basis, 5)).square().sum((0, 1, 3)) if basis else 0.0
            moments = moments + torch.stack([values.double().sum((0, 1)), values.double().square().sum((0, 1))])
            grain.add(sampler.grain_features(settings, members, rotation, shift))
            lengths.append(x.flatten())
            time_steps_s.append(time_s.diff(dim=1).flatten())
            longest = max(longest, length.max().item())
            d = f.increments(u)
            e1 = nn.functional.pad(f.fading_strain(d, x, length, f.FADING_STRAINS[0])[:, :-1], (0, 0, 1, 0))
            size = e1.norm(dim=-1)
            counts = (size >= DIRECTION_THRESHOLD) & (x > 0) & (x >= spec["step_length_minimum"])
            cosine = (e1 * d).sum(-1) / torch.where(counts, size * x, torch.ones_like(x))
            turn = max(turn, torch.where(counts, torch.acos(cosine.clamp(-1, 1)), torch.zeros_like(x)).max().item())
            principal = torch.linalg.eigvalsh(f.matrix(f.plus_identity(u[:, 1:])).cpu())
            excess = max(excess, (length.cpu() - principal.log().norm(dim=-1)).max().item())
        for member in data.training.split(4096):
            for r, tensors in ((stress, data.stress_MPa[member]), (stretch, f.plus_identity(data.stretch[data.path[member]]))):
                r.add(closed(tensors, [(0, 6)]) if any_rotation else tensors)
        used = data.volume_element[data.training].unique()
        for v in used.split(4096):
            grain.add(f.grain_features(spec["features"], data.seed[v], data.orientation[v]))
    if spec["symmetry_augmentation"] == "cube":
        stress.close_under_cube_rotations()
        stretch.close_under_cube_rotations()
    x, dt_s = (torch.cat(parts) for parts in (lengths, time_steps_s))
    quantile = lambda values: values.sort().values[int(0.01 * (len(values) - 1))].item()
    settings["step_minimum"], settings["step_maximum"] = x_range.ends()
    if spec["cell"] == "lmsc":  # the increment is never shifted or stretched
        settings["step_minimum"][-5:], settings["step_maximum"][-5:] = [-1.0] * 5, [1.0] * 5
    if invariants:  # the inputs range from the mean less to the mean plus one standard deviation; one symmetric range of the stresses
        first, (mean, square) = f.input_offset(settings), moments / len(x)
        inputs, deviation = Range(), (square - mean**2).clamp(min=0).sqrt()
        inputs.add(torch.stack([mean - deviation, mean + deviation])[:, first:])
        settings["step_minimum"][first:], settings["step_maximum"][first:] = inputs.ends()
        largest = torch.maximum(-stress.low, stress.high).max().expand(6)
        stress.low, stress.high = -largest, largest
    if basis:  # root mean square of the norm of every tensor
        settings["basis_scale"] = [math.sqrt(v / len(x)) if v > 0 else 1.0 for v in squares.tolist()]
    settings["grain_minimum"], settings["grain_maximum"] = grain.ends()
    settings["stress_minimum_Pa"], settings["stress_maximum_Pa"] = stress.ends(1e6)
    low, high = stretch.ends()
    settings["trained"] = {
        "x_min": max(spec["step_length_minimum"], quantile(x)), "x_max": x.max().item(), "dt_min_s": dt_s.min().item(), "dt_max_s": dt_s.max().item(),
        "rate_min_perSecond": quantile(x / dt_s), "rate_max_perSecond": (x / dt_s).max().item(), "path_length_max": longest,
        "stretch_minimum": low, "stretch_maximum": high, "grains_min": data.seed.shape[1], "grains_max": data.seed.shape[1],
        "texture_index_max": data.texture_index[used].max().item(), "turn_max_deg": math.degrees(turn), "path_excess_max": max(0.0, excess),
    }
    return settings


# ---- network ----------------------------------------------------------------------------------------------------------------------

class Lmsc(nn.Module):
    """Linearised minimal state cell (Bonatti and Mohr 2022, doi:10.1016/j.jmps.2021.104697); see MinimalStateCell.cs."""

    def __init__(self, s):
        super().__init__()
        width, h, self.layers = s["input_layer_size"], s["hidden_size"], s["layers"]
        self.weight_ih, self.weight_hh, self.bias_l0 = uniform(width + h, 2 * width, width), uniform(width + h, 2 * width, h), uniform(width + h, 2 * width)
        for l in range(1, self.layers):
            setattr(self, f"weight_l{l}", uniform(width, 2 * width, width))
            setattr(self, f"bias_l{l}", uniform(width, 2 * width))
        self.weight_state, self.bias_state = uniform(width, 2 * h, width), uniform(width, 2 * h)

    def forward(self, x, h0, length):
        h, states = h0[0], []
        for p, step in zip(nn.functional.linear(x, self.weight_ih, self.bias_l0).unbind(0), length.unbind(0)):
            a, b = torch.tanh(p + h @ self.weight_hh.t()).chunk(2, -1)
            for l in range(1, self.layers):
                a, b = torch.tanh(nn.functional.linear(a * b, getattr(self, f"weight_l{l}"), getattr(self, f"bias_l{l}"))).chunk(2, -1)
            rate, target = nn.functional.linear(a * b, self.weight_state, self.bias_state).chunk(2, -1)
            h = h + torch.expm1(-torch.exp(rate) * step) * (h - torch.tanh(target))
            states.append(h)
        return torch.stack(states)


class Linear(nn.Module):
    """h' = A h + B x + b, layer above layer."""

    def __init__(self, s):
        super().__init__()
        h, self.layers = s["hidden_size"], s["layers"]
        for l in range(self.layers):
            setattr(self, f"weight_ih_l{l}", uniform(h, h, s["input_layer_size"] if l == 0 else h))
            setattr(self, f"weight_hh_l{l}", uniform(h, h, h))
            setattr(self, f"bias_l{l}", uniform(h, h))

    def forward(self, x, h0, length):
        for l in range(self.layers):
            h, states, a = h0[l], [], getattr(self, f"weight_hh_l{l}").t()
            for p in nn.functional.linear(x, getattr(self, f"weight_ih_l{l}"), getattr(self, f"bias_l{l}")).unbind(0):
                h = p + h @ a
                states.append(h)
            x = torch.stack(states)
        return x


class Gru(nn.GRU):
    def forward(self, x, h0, length):
        return super().forward(x, h0.contiguous())[0]


def uniform(fan_in, *shape):
    return nn.Parameter(torch.empty(shape).uniform_(-1 / math.sqrt(fan_in), 1 / math.sqrt(fan_in)))


class Surrogate(nn.Module):
    """The network of src/UmatSurrogate.Training/Network/SurrogateNetwork.cs, with the same parameter names."""

    def __init__(self, s, autocast=None):
        super().__init__()
        self.s, self.autocast = s, autocast
        grain, self.state = len(s["grain_minimum"]), (1 if s["cell"] == "lmsc" else s["layers"], s["hidden_size"])
        network = lambda outputs: nn.Sequential(nn.Linear(grain, s["grain_layer_size"]), nn.Tanh(), nn.Linear(s["grain_layer_size"], outputs), nn.Tanh())
        if s["grains"] in ("both", "initial-state"):
            self.grain_hidden = network(self.state[0] * self.state[1])
        else:
            self.initial_state = uniform(s["hidden_size"], self.state[0] * self.state[1])
        self.enters = s["grain_input_size"] if s["grains"] in ("both", "step-input") else 0
        if self.enters:
            self.grain_input = network(self.enters)
        self.first = f.input_offset(s)
        self.input = nn.Linear(len(s["step_minimum"]) - self.first + self.enters, s["input_layer_size"])
        cell = Gru(s["input_layer_size"], s["hidden_size"], s["layers"]) if s["cell"] == "gru" else (Lmsc if s["cell"] == "lmsc" else Linear)(s)
        self.add_module(s["cell"], cell)
        self.basis = f.deviator_count(s["features"]) if s["tensor_basis"] else 0
        self.components_out = 0 if s["inputs"] == "invariants" else 6
        self.output = nn.Linear(s["hidden_size"], self.components_out + self.basis)
        low, high = (torch.tensor([1e-6 * v for v in s[f"stress_{end}_Pa"]]) for end in ("minimum", "maximum"))
        deviator = torch.eye(6)
        deviator[:3, :3] -= 1 / 3
        buffers = {"middle": (low + high) / 2, "half_range": (high - low) / 2, "deviator": deviator}
        if self.basis:  # from scaled features to S T_j/t_j in MPa: see StressBasis.cs
            lower, upper = (torch.tensor(s[f"step_{end}"][6 : 6 + 5 * self.basis]) for end in ("minimum", "maximum"))
            unit = buffers["half_range"].mean() / torch.tensor(s["basis_scale"]).repeat_interleave(5)
            buffers.update(basis_slope=unit * (upper - lower) / 2, basis_shift=unit * (upper + lower) / 2,
                           components=f.deviator_basis(torch.float32, "cpu")[:, [0, 1, 2, 0, 0, 1], [0, 1, 2, 1, 2, 2]])
        for name, buffer in buffers.items():
            self.register_buffer(name, buffer, persistent=False)

    def forward(self, steps, grains, weights, gate):
        """Deviatoric stress, MPa, T x B x 6, from scaled step features T x B x n, scaled grain features B x G x m, grain weights B x G and
        the stress-free gate T x B."""
        size = steps.shape[1]
        pooled = lambda network: (weights[:, None] @ network(grains))[:, 0]
        fresh = pooled(self.grain_hidden) if hasattr(self, "grain_hidden") else torch.tanh(self.initial_state).expand(size, -1)
        h0 = fresh.view(size, *self.state).transpose(0, 1)
        x, length = steps[..., self.first :], None
        if self.s["cell"] == "lmsc":
            length = x[..., -5:].norm(dim=-1, keepdim=True)
            x = torch.cat([x[..., :-5], x[..., -5:] / length.clamp(min=1e-30)], -1)
        if self.enters:
            x = torch.cat([x, pooled(self.grain_input).expand(len(x), -1, -1)], -1)
        with torch.autocast(steps.device.type, dtype=self.autocast or torch.bfloat16, enabled=self.autocast is not None):
            hidden = self.get_submodule(self.s["cell"])(self.input(x), h0, length)
        y = self.output(hidden.float())
        stress = y[..., :6] * self.half_range + self.middle if self.components_out else 0.0
        if self.basis:
            tensors = (steps[..., 6 : 6 + 5 * self.basis] * self.basis_slope + self.basis_shift).unflatten(-1, (self.basis, 5))
            stress = stress + (y[..., None, self.components_out :] @ tensors)[..., 0, :] @ self.components
        return (stress * gate[..., None]) @ self.deviator


def save_model(path, network, settings):
    """The model file; keys at their defaults are left out, as `umat-surrogate train` does."""
    s = {k: v for k, v in settings.items() if not (k == "tensor_basis" and not v) and not (k, v) in (("grains", "both"), ("inputs", "components"))}
    write_safetensors(path, network.state_dict(), {"umat_surrogate": json.dumps(s)})


def load_model(path):
    """Settings (with defaults) and tensors of a model file."""
    tensors, metadata = read_safetensors(path)
    return {"inputs": "components", "grains": "both", "tensor_basis": False, **json.loads(metadata["umat_surrogate"])}, tensors


# ---- training ---------------------------------------------------------------------------------------------------------------------

class Loss:
    """See StressLoss.cs: on stresses divided by the half-range of the training stresses."""

    def __init__(self, spec, settings, device):
        self.kind = spec["loss"]
        self.half_range = torch.tensor([0.5e-6 * (b - a) for a, b in zip(settings["stress_minimum_Pa"], settings["stress_maximum_Pa"])], device=device)
        self.frobenius = torch.tensor([1.0, 1, 1, 2, 2, 2], device=device)

    def mean_square(self, d):
        return ((d / self.half_range) ** 2).mean()

    def __call__(self, d):
        return self.mean_square(d) if self.kind == "mse" else ((d * d) @ self.frobenius + 1e-6).sqrt().mean() / self.half_range.mean()


class Training:
    """One model: plan, iterations, validation, checkpoints."""

    def __init__(self, spec, data, settings, seed, arguments):
        self.spec, self.data, self.settings, self.seed, self.out = spec, data, settings, seed, arguments.out
        torch.manual_seed(seed)
        self.sampler = Sampler(data, spec, seed)
        self.network = Surrogate(settings, {"bfloat16": torch.bfloat16}.get(arguments.precision)).to(data.device)
        if spec["initial_model"]:
            self.network.load_state_dict(load_model(spec["initial_model"])[1])
        fused = {"fused": True} if data.device.type == "cuda" and int(torch.__version__.split(".")[0]) >= 2 else {}
        self.optimiser = torch.optim.AdamW(self.network.parameters(), lr=spec["learning_rate"], weight_decay=spec["weight_decay"], **fused)
        self.loss = Loss(spec, settings, data.device)
        limits = ("time_limit_s", "threads", "checkpoint_interval", "checkpoint_time_s", "sequence_memory_MiB", "seeds", "device")
        course = {k: v for k, v in spec.items() if k not in limits}
        self.identity = hashlib.sha256(json.dumps([course, seed, arguments.precision, data.settings["dataset_sha256"]]).encode()).hexdigest()
        points = torch.arange(data.steps + 1, device=data.device).double()
        self.validation = [self.sampler.batch(settings, m, points.expand(len(m), -1)) for m in data.validation.split(256)]
        self.state = {"iterations": 0, "planned": 0, "epochs": [], "elapsed_s": 0.0, "best": None, "best_epoch": 0, "since_best": 0, "finished": False}
        self.begin_s = time.monotonic()
        if arguments.resume and os.path.exists(self.out + ".checkpoint"):
            self.restore()
        else:
            self.state["planned"] = self.plan()

    def elapsed_s(self):
        return time.monotonic() - self.begin_s

    def gradients(self, order, epoch, batch):
        """Loss, mean square error and loss of a stress of zero, with the gradients of the loss; nothing waits for the device."""
        *inputs, truth = self.sampler.batch(self.settings, *self.sampler.draw(order, epoch, batch))
        difference = self.network(*inputs) - truth
        loss = self.loss(difference)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        with torch.no_grad():
            return torch.stack([loss.detach(), self.loss.mean_square(difference), self.loss(truth)]).double()

    def validate(self):
        """Mean error of the validation samples, and of those of each data set, MPa; None without any."""
        if not self.validation:
            return None
        with torch.no_grad():
            errors = torch.cat([spectral_radius(self.network(*inputs) - truth).mean(0) for *inputs, truth in self.validation])
        return errors.mean().item(), [part.mean().item() if len(part) else None for part in errors.split(self.data.validation_by_set)]

    def plan(self):
        """Iterations: those of the epochs, not more than asked for, and not more than fit into the time limit (by a short measurement)."""
        planned = self.spec["epochs"] * self.sampler.batches
        planned = min(planned, self.spec["iterations"]) if self.spec["iterations"] else planned
        limit_s = self.spec["time_limit_s"]
        if limit_s <= 0:
            return planned
        order, batches = self.sampler.order(0), list(range(min(self.sampler.batches, 10)))
        self.gradients(order, 0, 0)
        self.validate()
        begin_s, steps = self.elapsed_s(), 0
        for b in batches:
            self.gradients(order, 0, b)[0].item()
            steps += self.sampler.count(0, b)
        per_step_s = (self.elapsed_s() - begin_s) / steps
        begin_s = self.elapsed_s()
        self.validate()
        epoch_s = per_step_s * sum(self.sampler.count(0, b) for b in range(self.sampler.batches))
        epoch_s += (self.elapsed_s() - begin_s) / self.spec["validation_interval"]
        return max(1, min(planned, int((0.92 * limit_s - self.elapsed_s()) / epoch_s * self.sampler.batches)))

    def rate(self, iteration):
        s = self.spec
        rate = s["learning_rate"]
        if s["schedule"] == "cosine":
            rate = s["learning_rate_end"] + 0.5 * (rate - s["learning_rate_end"]) * (1 + math.cos(math.pi * min(1.0, iteration / self.state["planned"])))
        return rate * min(1.0, (iteration + 1) / s["warm_up_iterations"]) if s["warm_up_iterations"] else rate

    def run(self):
        """To the end of the plan, to early stopping, or to the time limit (then --resume goes on). True if finished."""
        state, batches = self.state, self.sampler.batches
        while not state["finished"]:
            if 0 < self.spec["time_limit_s"] <= self.elapsed_s():
                print("time limit: go on with --resume")
                break
            epoch = state["iterations"] // batches
            order, sums = self.sampler.order(epoch), torch.tensor(state.get("sums", [0.0] * 3), dtype=torch.float64, device=self.data.device)
            first, end = state["iterations"] - epoch * batches, min(batches, state["planned"] - epoch * batches)
            begin_s = saved_s = self.elapsed_s()
            for b in range(first, end):
                for group in self.optimiser.param_groups:
                    group["lr"] = self.rate(state["iterations"])
                sums += self.gradients(order, epoch, b)
                if self.spec["gradient_norm_limit"] > 0:
                    nn.utils.clip_grad_norm_(self.network.parameters(), self.spec["gradient_norm_limit"])
                self.optimiser.step()
                state["iterations"] += 1
                if self.elapsed_s() - saved_s > self.spec["checkpoint_time_s"]:
                    state["sums"], saved_s = sums.tolist(), self.elapsed_s()
                    self.save()
            state["sums"] = [0.0] * 3
            self.end_epoch(epoch + 1, (sums / end).tolist(), (end - first) / (self.elapsed_s() - begin_s))
        return state["finished"]

    def end_epoch(self, epoch, means, speed):
        state, (loss, square, of_zero) = self.state, means
        if not loss <= DIVERGED * of_zero:
            raise InputError(f"The training diverged: the mean loss of epoch {epoch} is {loss:.3g}, that of a stress of zero {of_zero:.3g}. "
                             "Lower learning_rate. The last checkpoint is kept.")
        last = state["iterations"] == state["planned"]
        error_MPa, by_set = (self.validate() if last or epoch % self.spec["validation_interval"] == 0 else None) or (None, [])
        state["epochs"].append({"epoch": epoch, "loss": loss, "mean_square_error": square, "validation_error_MPa": error_MPa,
                                "learning_rate": self.rate(state["iterations"] - 1), "elapsed_s": round(state["elapsed_s"] + self.elapsed_s(), 1)})
        if len(by_set) > 1:
            state["epochs"][-1]["validation_error_by_dataset_MPa"] = by_set
        if error_MPa is not None:
            if state["best"] is None or error_MPa < state["best"]["error_MPa"]:
                weights = {k: v.detach().clone() for k, v in self.network.state_dict().items()}
                state.update(best={"error_MPa": error_MPa, "weights": weights}, best_epoch=epoch, since_best=0)
            else:
                state["since_best"] += 1
            best, far = state["best"]["error_MPa"], error_MPa > FAR * state["best"]["error_MPa"]
            if far and not state.get("far"):
                print(f"warning: the validation error after epoch {epoch} is {error_MPa:.2f} MPa, more than {FAR:g} times the smallest one, {best:.2f} MPa after epoch "
                      f"{state['best_epoch']}: the training may be diverging (learning_rate {self.spec['learning_rate']:g}). The model keeps the weights of the smallest error.",
                      file=sys.stderr, flush=True)
            state["far"] = far
        state["finished"] = last or 0 < self.spec["patience"] <= state["since_best"]
        over = 0 < self.spec["time_limit_s"] <= self.elapsed_s()
        if state["finished"] or over or epoch % self.spec["checkpoint_interval"] == 0:
            self.save()
        done, planned = state["iterations"], state["planned"]
        remaining_s = self.elapsed_s() * (planned - done) / max(1, done - state.get("restored", 0))
        error = "" if error_MPa is None else f", validation {error_MPa:.3f} MPa"
        print(f"epoch {epoch}, {done}/{planned} iterations: loss {loss:.5f}, mean square error {square:.3e}{error}, "
              f"{speed:.1f} iterations/s, about {remaining_s:.0f} s left", flush=True)

    def save(self):
        state = {**self.state, "elapsed_s": self.state["elapsed_s"] + self.elapsed_s()}
        content = {"identity": self.identity, "state": state, "network": self.network.state_dict(), "optimiser": self.optimiser.state_dict()}
        torch.save(content, self.out + ".checkpoint.partial")
        os.replace(self.out + ".checkpoint.partial", self.out + ".checkpoint")

    def restore(self):
        content = torch.load(self.out + ".checkpoint", map_location=self.data.device)
        if content["identity"] != self.identity:
            raise InputError(f"{self.out}.checkpoint belongs to a training with another specification, data set, seed or precision. Start anew without --resume.")
        self.state = {**content["state"], "restored": content["state"]["iterations"]}
        self.network.load_state_dict(content["network"])
        self.optimiser.load_state_dict(content["optimiser"])

    def finish(self, arguments):
        """Writes model and record."""
        state, best = self.state, self.state["best"]
        if best is not None:
            self.network.load_state_dict(best["weights"])
        epoch = state["best_epoch"] if best is not None else len(state["epochs"])
        of_model = state["epochs"][epoch - 1]
        end = "time_limit" if not state["finished"] else "complete" if state["iterations"] == state["planned"] else "early_stopping"
        summary = {
            "dataset_sha256": self.data.settings["dataset_sha256"], "training_samples": len(self.data.training), "epochs": len(state["epochs"]),
            "iterations": state["iterations"], "planned_iterations": state["planned"], "end": end, "mean_square_error": of_model["mean_square_error"],
            "validation_error_MPa": of_model["validation_error_MPa"], "weights_of_epoch": epoch, "seed": self.seed,
            "initial_model": os.path.basename(self.spec["initial_model"]) if self.spec["initial_model"] else None,
        }
        save_model(self.out, self.network, {**self.settings, "training": summary})
        cuda = self.data.device.type == "cuda"
        hashes, specs = (v if isinstance(v, list) else [v] for v in (self.data.settings["dataset_sha256"], self.data.settings["dataset"]))
        errors = of_model.get("validation_error_by_dataset_MPa", [of_model["validation_error_MPa"]])
        sets = [{"sha256": hashes[k], "training_samples_used": self.data.training_by_set[k], "validation_samples_used": self.data.validation_by_set[k],
                 "validation_error_MPa": errors[k], "spec": specs[k]} for k in range(len(hashes))]
        record = {
            "schema": "umat-surrogate/training-record/1", "model": os.path.basename(self.out), "specification": {**self.spec, "precision": arguments.precision},
            **({"dataset": sets[0]} if len(sets) == 1 else {"datasets": sets}),
            "result": {**summary, "time_s": round(state["elapsed_s"] + self.elapsed_s(), 1)}, "epochs": state["epochs"],
            "environment": {"program": "examples/pytorch/train.py", "torch": torch.__version__, "python": platform.python_version(),
                            "device": torch.cuda.get_device_name() if cuda else "cpu", "threads": torch.get_num_threads(), "date": datetime.date.today().isoformat()},
        }
        with open(os.path.splitext(self.out)[0] + ".record.json", "w", encoding="utf-8") as file:
            json.dump(record, file, indent=2)
        print(f"{self.out}: {end}, weights of epoch {epoch}, validation error {of_model['validation_error_MPa']} MPa"
              + (f" ({', '.join(str(e) for e in errors)} by data set)" if len(errors) > 1 else ""))


def continue_settings(measured, path):
    """Settings for fine-tuning: the scaling of the initial model, the elasticity of the new data, the trained range of both (ModelSettings.Continue)."""
    initial, _ = load_model(path)
    keys = ("features", "cell", "inputs", "grains", "tensor_basis", "hidden_size", "layers", "grain_input_size", "grain_layer_size", "input_layer_size",
            "bishop_hill_sharpness", "cluster", "fading_strains", "elastic_plastic_strains", "stress_free_reference")
    differences = [f"{k} is {initial.get(k)} there and {measured.get(k)} here" for k in keys if initial.get(k) != measured.get(k) and k != "cluster"]
    cluster, constants = initial.get("cluster") or {}, measured.get("cluster") or {}
    other = [k for k in constants if cluster.get(k) != constants[k]]
    differences += [f"the constants {', '.join(other)} of the section 'cluster' differ (leave it out to keep those of the model)"] if other else []
    if differences:
        raise InputError(f"{path}: the training cannot start from this model: {'; '.join(differences)}.")
    before, now, trained = initial["trained"], measured["trained"], {}
    for key in now:  # what one of them did not record is not known of both
        if key in before:
            wider = min if "_min" in key else max
            trained[key] = [wider(pair) for pair in zip(before[key], now[key])] if isinstance(now[key], list) else wider(before[key], now[key])
    return {**initial, "trained": trained, "elasticity": measured["elasticity"], "training": {}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="data set written by 'umat-surrogate dataset export'")
    parser.add_argument("--spec", required=True, help="train.yaml")
    parser.add_argument("--out", required=True, help="model file, *.safetensors; with several seeds NAME-1.safetensors, NAME-2.safetensors, ...")
    parser.add_argument("--device", choices=WORDS["device"], help="overrides the specification")
    parser.add_argument("--precision", choices=["float32", "tf32", "bfloat16"], default="float32", help="of the recurrent cell; the features are always float32 or better")
    parser.add_argument("--time_limit_s", type=float, help="overrides the specification: longest time of one run")
    parser.add_argument("--resume", action="store_true", help="go on from OUT.checkpoint, if there is one")
    arguments = parser.parse_args()
    spec = read_specification(arguments.spec)
    spec["device"] = arguments.device or spec["device"]
    if arguments.time_limit_s is not None:
        spec["time_limit_s"] = arguments.time_limit_s
    if spec["device"] == "cuda" and not torch.cuda.is_available():
        raise InputError("PyTorch finds no CUDA device here. Give --device cpu, or look at 'nvidia-smi' and torch.version.cuda.")
    if spec["threads"]:
        torch.set_num_threads(spec["threads"])
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = arguments.precision == "tf32"
    data = Data(arguments.data, spec, torch.device(spec["device"]))
    if spec["sequence_points"][0] > data.steps:
        raise InputError(f"sequence_points asks for at least {spec['sequence_points'][0]} points of a path; the paths have {data.steps} increments.")
    seeds = spec["seeds"] or [spec["seed"]]
    settings = measure(spec, data, Sampler(data, spec, seeds[0]))
    if spec["initial_model"]:
        settings = continue_settings(settings, spec["initial_model"])
    name, ending = os.path.splitext(arguments.out)
    for k, seed in enumerate(seeds):
        arguments.out = f"{name}-{k + 1}{ending}" if len(seeds) > 1 else name + ending
        training = Training(spec, data, settings, seed, arguments)
        training.run()
        training.finish(arguments)


if __name__ == "__main__":
    try:
        main()
    except (InputError, OSError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
