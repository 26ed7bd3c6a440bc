#!/usr/bin/env python3
"""Checks features.py, the network of train.py and the cluster of fit_cluster.py against the C# implementation; check.sh runs it.

    check.py features DATA.safetensors TRAIN.yaml           features that 'dataset export --features TRAIN.yaml' wrote
    check.py fit DATA.safetensors TRAIN.yaml                what fit_cluster.py computes, against the same features; gradients
    check.py thin MODEL.safetensors PATH.csv OUT.csv        a path of which the model commits every step
    check.py forward MODEL.safetensors VE.json HISTORY.csv  stresses that 'predict' wrote along such a path

Exit status 1 if the largest difference exceeds 1e-5: of the range of a feature, of the largest stress.
"""
import csv
import json
import sys

import torch

import features as f
import fit_cluster
import train

TOLERANCE = 1e-5
COMPONENTS = [f"F{i}{j}" for i in "123" for j in "123"]


def report(what, difference):
    print(f"PyTorch {torch.__version__}, {what}: largest difference {difference:.2e}: {'passed' if difference <= TOLERANCE else 'FAILED'}")
    return difference <= TOLERANCE


def check_features(data_file, spec_file):
    spec = {**train.read_specification(spec_file), "training_samples": 8, "validation_samples": 8}
    data = train.Data(data_file, spec, torch.device("cpu"))
    settings = train.unscaled_settings(spec, data)
    expected, gates, grains = (data.tensors[f"check.{name}"].double() for name in ("step_features", "gate", "grain_features"))
    members = torch.arange(len(expected))
    points = torch.arange(data.steps + 1).double().expand(len(members), -1)
    computed, length, _, _, _, _ = data.features(settings, members, points, None)
    v = data.volume_element[members]
    rotated = check_rotation(settings, data, members, points, computed) if spec["features"] != "paper" else True
    computed_grains = f.grain_features(spec["features"], data.seed[v], data.orientation[v])
    span = expected.flatten(0, 1).abs().amax(0).clamp(min=1e-3)
    name = f"{spec['features']} / {spec['cell']} / {spec['inputs']}"
    passed = [report(f"step features of {name}", ((computed.double() - expected).abs() / span).max().item()),
              report(f"grain features of {name}", (computed_grains - grains).abs().max().item())]
    if settings["stress_free_reference"]:
        passed.append(report("gate", (-torch.expm1(-length / f.FADING_STRAINS[0]) - gates).abs().max().item()))
    return all(passed) and rotated


def check_rotation(settings, data, members, points, features):
    """The rotated features (symmetry_augmentation: any) are the features of rotated paths, grains and interactions."""
    v, path = data.volume_element[members], data.path[members]
    quaternion = torch.randn(len(members), 4, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    r = f.orientation_matrix(quaternion / quaternion.norm(dim=-1, keepdim=True))
    m5, m6 = f.rotation_5(r), f.rotation_6(r)
    interaction = None
    if data.interaction is not None:
        grains = data.seed.shape[1]
        blocks = data.interaction[v].double().view(len(v), grains, 5, grains, 5)
        interaction = torch.einsum("vab,vgbhc,vdc->vgahd", m5, blocks, m5).reshape(len(v), 5 * grains, 5 * grains)
    expected, _, _ = f.step_features(
        settings, data.at(data.stretch, path, points) @ m6.transpose(1, 2), data.at(data.time_s, path, points).diff(dim=1),
        data.orientation[v] @ r.transpose(1, 2)[:, None], data.weights[v], interaction, None)
    return report("features of rotated samples", (f.rotate(features, f.layout(settings), m5.float(), m6.float()) - expected).abs().max().item())


def check_fit(data_file, spec_file):
    """The stresses of e_2 that the fit computes with the constants of the specification; and their derivatives against differences."""
    spec = {**train.read_specification(spec_file), "training_samples": 8, "validation_samples": 8}
    data = train.Data(data_file, spec, torch.device("cpu"))
    expected = data.tensors["check.step_features"][..., 16:36].unflatten(-1, (4, 5))  # b(e_2) soft, sharp, c(e_2) soft, sharp
    points, members = fit_cluster.SteadyPoints(data, torch.arange(len(expected)), data.steps), torch.arange(len(expected))
    constants = fit_cluster.Constants(spec["cluster"])
    computed = points.tensors(constants.settings(), members)[..., :4, :]
    span = expected.flatten(0, 1).abs().amax(0).clamp(min=1e-3)
    passed = [report("stresses of the fit of the constants", ((computed - expected).abs() / span).max().item())]
    constants.double()
    for name in ("strain", "start", "end", "orientation", "rotation", "weights", "interaction"):
        setattr(points, name, getattr(points, name).double())

    def mean_square():
        return points.tensors(constants.settings(), members[:2])[..., :4, :].square().mean()

    parameters = dict(constants.named_parameters())
    gradients = torch.autograd.grad(mean_square(), list(parameters.values()))
    with torch.no_grad():
        for (name, parameter), gradient in zip(parameters.items(), gradients):
            sides = []
            for h in (1e-5, -1e-5):
                parameter += h
                sides.append(mean_square().item())
                parameter -= h
            difference = abs((sides[0] - sides[1]) / 2e-5 - gradient.sum().item()) / max(1.0, gradient.abs().sum().item())
            passed.append(difference < 1e-7)
            if not passed[-1]:
                print(f"derivative by {name}: largest difference {difference:.2e}: FAILED")
    print(f"PyTorch {torch.__version__}, derivatives by {len(parameters)} groups of constants against central differences: {'passed' if all(passed) else 'FAILED'}")
    return all(passed)


def read_path(file):
    with open(file, encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    time_s = torch.tensor([float(r["time_s"]) for r in rows], dtype=torch.float64)
    return rows, time_s, torch.tensor([[float(r[c]) for c in COMPONENTS] for r in rows], dtype=torch.float64).view(-1, 3, 3)


def isochoric_stretch(gradient):
    """Ub - I (6 components) and R of F = R U."""
    v, s, wt = torch.linalg.svd(gradient)
    u = wt.transpose(1, 2) @ torch.diag_embed(s / s.prod(-1, keepdim=True) ** (1 / 3)) @ wt - torch.eye(3, dtype=torch.float64)
    return torch.stack([u[:, 0, 0], u[:, 1, 1], u[:, 2, 2], u[:, 0, 1], u[:, 0, 2], u[:, 1, 2]], -1), v @ wt


def thin(model, path_file, out_file):
    """Leaves out points until every step lies well within the trained range: none is held and none divided."""
    trained = train.load_model(model)[0]["trained"]
    rows, time_s, gradient = read_path(path_file)
    stretch, _ = isochoric_stretch(gradient)
    kept = [0]
    for k in range(1, len(rows)):
        if f.increments(stretch[[kept[-1], k]][None]).norm().item() >= 1.05 * trained["x_min"]:
            kept.append(k)
    steps = f.increments(stretch[kept][None]).norm(dim=-1)
    assert steps.max() < trained["x_max"] and len(kept) > 20, "choose another path"
    with open(out_file, "w", encoding="utf-8") as stream:
        stream.write(",".join(["time_s", *COMPONENTS]) + "\n")
        for k in kept:
            stream.write(",".join([rows[k]["time_s"], *(rows[k][c] for c in COMPONENTS)]) + "\n")
    return True


def check_forward(model, volume_element, history):
    settings, tensors = train.load_model(model)
    network = train.Surrogate(settings)
    network.load_state_dict(tensors)
    with open(volume_element, encoding="utf-8") as stream:
        grains = json.load(stream)["grains"]
    seed, quaternion = (torch.tensor([g[name] for g in grains], dtype=torch.float64)[None] for name in ("seed", "quaternion"))
    o = f.orientation_matrix(quaternion)
    weights, interaction = torch.full((1, len(grains)), 1 / len(grains), dtype=torch.float64), None
    if settings["features"] == "cluster":
        weights, interaction = f.interaction(seed, settings["cluster"]["grid"])
    rows, time_s, gradient = read_path(history)
    stretch, rotation = isochoric_stretch(gradient)
    x, length, _ = f.step_features(settings, stretch[None], time_s.diff()[None], o, weights, interaction, settings["trained"])
    gate = -torch.expm1(-length / settings["fading_strains"][0]) if settings["stress_free_reference"] else torch.ones_like(length)
    with torch.no_grad():
        stress_MPa = network(
            train.scaled(x, settings, "step").transpose(0, 1),
            train.scaled(f.grain_features(settings["features"], seed, o), settings, "grain"), weights.float(), gate.t().float())[:, 0].double()
    sigma = torch.tensor([[float(r[f"sigma{c}_Pa"]) for c in ("11", "22", "33", "12", "13", "23")] for r in rows[1:]], dtype=torch.float64)
    r = rotation[1:]
    expected = f.deviator(r.transpose(1, 2) @ f.matrix(1e-6 * sigma) @ r)
    return report(f"stress of {settings['features']} / {settings['cell']} / {settings['inputs']} over {len(rows) - 1} steps, relative",
                  ((f.deviator(f.matrix(stress_MPa)) - expected).abs().max() / expected.abs().max()).item())


if __name__ == "__main__":
    command = {"features": check_features, "fit": check_fit, "thin": thin, "forward": check_forward}[sys.argv[1]]
    sys.exit(0 if command(*sys.argv[2:]) else 1)
