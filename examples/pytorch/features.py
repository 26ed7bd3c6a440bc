"""Inputs of the surrogate in PyTorch, batched on any device: the same equations as src/UmatSurrogate.Recurrent/Features and Cluster.

Conventions: symmetric tensors 11, 22, 33, 12, 13, 23; deviators as 5-vectors b = [(S11-S22)/sqrt2, (2 S33-S11-S22)/sqrt6, sqrt2 S12,
sqrt2 S13, sqrt2 S23] (b.b = S:S); orientation matrix O: sample -> crystal; stresses of Bishop-Hill in units of the slip resistance.
B sequences, T steps, G grains. Nothing here needs a gradient.
"""
import functools
import itertools
import math

import torch

FADING_STRAINS = (7e-4, 2.5e-3)  # memory lengths e0_1, e0_2
RATE_FLOOR_PER_SECOND = 1e-7
RATE_REFERENCE_PER_SECOND = 1e-3
VERTEX_BUDGET = 1 << 26  # numbers per grain, vertex and direction in memory at once


@functools.lru_cache(maxsize=None)
def constant(values, dtype, device):
    """A tuple as a tensor, copied to the device once."""
    return torch.tensor(values, dtype=dtype, device=device)


# ---- tensors ----------------------------------------------------------------------------------------------------------------------

def matrix(s):
    """6 components (last axis) -> 3 x 3."""
    a, b, c, d, e, f = s.unbind(-1)
    return torch.stack([a, d, e, d, b, f, e, f, c], -1).unflatten(-1, (3, 3))


def deviator(m):
    """5-vector of the deviator of the symmetric part of 3 x 3 matrices."""
    h = math.sqrt(0.5)
    return torch.stack([
        h * (m[..., 0, 0] - m[..., 1, 1]), (2 * m[..., 2, 2] - m[..., 0, 0] - m[..., 1, 1]) / math.sqrt(6.0),
        h * (m[..., 0, 1] + m[..., 1, 0]), h * (m[..., 0, 2] + m[..., 2, 0]), h * (m[..., 1, 2] + m[..., 2, 1])], -1)


def deviator_basis(dtype, device):
    """The five tensors of the basis, 5 x 3 x 3."""
    h, k = math.sqrt(0.5), math.sqrt(1.0 / 6.0)
    return constant((
        ((h, 0, 0), (0, -h, 0), (0, 0, 0)), ((-k, 0, 0), (0, -k, 0), (0, 0, 2 * k)),
        ((0, h, 0), (h, 0, 0), (0, 0, 0)), ((0, 0, h), (0, 0, 0), (h, 0, 0)), ((0, 0, 0), (0, 0, h), (0, h, 0))), dtype, device)


def rotation_5(o):
    """5 x 5 matrices M with vector(O S O^T) = M vector(S)."""
    basis = deviator_basis(o.dtype, o.device)
    return deviator(torch.einsum("...ij,ajk,...lk->...ail", o, basis, o)).transpose(-1, -2)


def rotation_6(r):
    """6 x 6 matrices M with six(R S R^T) = M six(S)."""
    pairs = [(0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2)]
    rows = [[r[..., i, k] * r[..., j, l] + (r[..., i, l] * r[..., j, k] if k != l else 0) for k, l in pairs] for i, j in pairs]
    return torch.stack([torch.stack(row, -1) for row in rows], -2)


def orientation_matrix(quaternion):
    """O of passive unit quaternions (Rowenhorst et al. 2015, doi:10.1088/0965-0393/23/8/083501, P = -1)."""
    w, x, y, z = quaternion.unbind(-1)
    return torch.stack([
        w * w + x * x - y * y - z * z, 2 * (x * y + w * z), 2 * (x * z - w * y),
        2 * (x * y - w * z), w * w - x * x + y * y - z * z, 2 * (y * z + w * x),
        2 * (x * z + w * y), 2 * (y * z - w * x), w * w - x * x - y * y + z * z], -1).unflatten(-1, (3, 3))


@functools.lru_cache(maxsize=None)
def cube_rotations(dtype=torch.float64, device="cpu"):
    """The 24 rotations of the cube as matrices, the identity first."""
    found = []
    for axes in itertools.permutations(range(3)):
        for signs in itertools.product((1.0, -1.0), repeat=3):
            m = torch.zeros(3, 3, dtype=dtype)
            for i in range(3):
                m[i, axes[i]] = signs[i]
            if torch.det(m) > 0:
                found.append(m)
    return torch.stack(found).to(device)


# ---- grains -----------------------------------------------------------------------------------------------------------------------

def grain_features(feature_set, seed, o):
    """... x G x 3 seeds and ... x G x 3 x 3 orientation matrices -> ... x G x 6 (paper) or 43."""
    if feature_set == "paper":
        return torch.cat([seed, rodrigues_in_fundamental_zone(o)], -1)
    exponents = [(p, q, degree - p - q) for degree in (4, 6) for p in range(degree, -1, -1) for q in range(degree - p, -1, -1)]
    powers = torch.stack([o**n for n in range(7)], -1)
    x, y, z = (powers[..., i, constant(ns, torch.long, o.device)] for i, ns in enumerate(zip(*exponents)))
    return (x * y * z).sum(-2)


def rodrigues_in_fundamental_zone(o):
    """Rodrigues vector of the equivalent orientation S O of the smallest angle (P = -1)."""
    equivalent = torch.einsum("sij,...jk->...sik", cube_rotations(o.dtype, o.device), o)
    trace = equivalent.diagonal(dim1=-2, dim2=-1).sum(-1)
    best = trace.argmax(-1)[..., None, None, None].expand(*trace.shape[:-1], 1, 3, 3)
    m = equivalent.gather(-3, best).squeeze(-3)
    axial = torch.stack([m[..., 1, 2] - m[..., 2, 1], m[..., 2, 0] - m[..., 0, 2], m[..., 0, 1] - m[..., 1, 0]], -1)
    return axial / (1 + trace.amax(-1, keepdim=True))


def voronoi(seed, grid):
    """V x G x 3 seeds -> V x grid^3 labels of the periodic Voronoi cells, axes z, y, x."""
    centre = (torch.arange(grid, dtype=seed.dtype, device=seed.device) + 0.5) / grid
    d = (centre[:, None, None] - seed[:, None]).abs()  # V x grid x G x 3
    d2 = torch.minimum(d, 1 - d) ** 2
    x, y, z = d2.unbind(-1)
    return (z[:, :, None, None] + y[:, None, :, None] + x[:, None, None, :]).argmin(-1).flatten(1)


def interaction(seed, grid):
    """Volume fractions w (V x G) and interaction D (V x 5G x 5G, indices 5 g + a), in double precision; see GrainInteraction:
    D_gh = 1/(N N_g) sum_(k != 0) conj(chi_g) chi_h G(k), G_ab = t_a . t_b, t_a = (I - n n) E_a n, Nyquist frequencies left out."""
    count, grains = seed.shape[:2]
    label = voronoi(seed.double(), grid)
    indicator = torch.nn.functional.one_hot(label, grains).double().transpose(1, 2).reshape(count, grains, grid, grid, grid)
    chi = torch.fft.fftn(indicator, dim=(2, 3, 4)).flatten(2)  # V x G x K
    frequency = torch.fft.fftfreq(grid, 1 / grid, dtype=torch.float64, device=seed.device)
    k = torch.stack(torch.meshgrid(frequency, frequency, frequency, indexing="ij")[::-1], -1).reshape(-1, 3)  # x, y, z
    used = (k.abs().amax(-1) > 0) & ((2 * k).abs() != grid).all(-1)
    chi, k = chi[:, :, used], k[used]
    n = k / k.norm(dim=-1, keepdim=True)
    traction = torch.einsum("aij,kj->kai", deviator_basis(torch.float64, seed.device), n)
    traction = traction - (traction @ n[:, :, None]) * n[:, None, :]
    green = traction @ traction.transpose(1, 2)  # K x 5 x 5
    fraction = indicator.flatten(2).mean(2)
    d = torch.zeros(count, grains, 5, grains, 5, dtype=torch.float64, device=seed.device)
    for a in range(5):
        for b in range(a + 1):
            weighted = chi * green[:, a, b]
            pairs = (chi.real @ weighted.real.transpose(1, 2) + chi.imag @ weighted.imag.transpose(1, 2)) / grid**6
            d[:, :, a, :, b] = d[:, :, b, :, a] = pairs
    d = d / fraction.clamp(min=0.5 / grid**3)[:, :, None, None, None]
    return fraction, d.reshape(count, 5 * grains, 5 * grains)


# ---- Bishop-Hill ------------------------------------------------------------------------------------------------------------------

@functools.lru_cache(maxsize=None)
def yield_vertices(dtype, device):
    """The 56 vertices sigma_k (5-vectors, units of the slip resistance) of an fcc crystal (Bishop and Hill 1951,
    doi:10.1080/14786445108561065), from the closed form in Recurrent/Features/BishopHillKernel.cs: sums of l1, l2, l3, f, g, h."""
    s3 = math.sqrt(3.0)
    l1, l2, l3, f, g, h = torch.tensor([
        [0, -1, 0, 0, 0], [-s3 / 2, 0.5, 0, 0, 0], [s3 / 2, 0.5, 0, 0, 0], [0, 0, 0, 0, s3], [0, 0, 0, s3, 0], [0, 0, s3, 0, 0]],
        dtype=dtype)
    sums = [(2 * v,) for v in (l1, l2, l3, f, g, h)]
    sums += [(l1 - l2, g), (l3 - l1, f), (l2 - l3, h), (l1, f, g), (l2, g, h), (l3, f, h), (f, g, h)]
    return torch.stack([sum(s * v for s, v in zip(signs, terms)) for terms in sums for signs in itertools.product((1, -1), repeat=len(terms))]).to(device)


def grain_stresses(rotations, x, sharpness):
    """s_g = Q_g^T s(c Q_g x_g): rotations B x G x 5 x 5, x B x N x G x 5 (or B x N x 1 x 5) -> B x N x G x 5."""
    vertices = yield_vertices(x.dtype, x.device)
    scaled = sharpness * vertices.T
    x = x.expand(-1, -1, rotations.shape[1], -1)
    crystal = torch.einsum("bgij,bngj->bngi", rotations, x)
    parts = max(1, crystal.numel() // 5 * 56 // VERTEX_BUDGET)
    crystal = torch.cat([torch.softmax(part @ scaled, -1) @ vertices for part in crystal.flatten(0, 2).chunk(parts)]).view_as(crystal)
    return torch.einsum("bgji,bngj->bngi", rotations, crystal)


def bishop_hill(rotations, weights, e, sharpness):
    """Mean stress b(e) = sum_g w_g Q_g^T s(c Q_g e), e B x N x 5."""
    return torch.einsum("bg,bngi->bni", weights, grain_stresses(rotations, e[:, :, None], sharpness))


def cluster(rotations, weights, d, e, settings):
    """Mean stress of interacting grains (see ClusterPolycrystal): explicit sweeps, d B x 5G x 5G."""
    shape = e.shape[0], e.shape[1], rotations.shape[1], 5
    start = e[:, :, None].expand(shape)
    coupling = settings["coupling"] * e.norm(dim=-1)[:, :, None, None]
    x = previous = start
    s = grain_stresses(rotations, x, settings["sharpness"][0])
    for a, m, sharpness in zip(settings["relaxation"], settings["momentum"], settings["sharpness"][1:]):
        product = (s.flatten(2) @ d.transpose(1, 2)).view(shape)
        x, previous = x + a * (start - coupling * product - x) + m * (x - previous), x
        s = grain_stresses(rotations, x, sharpness)
    return torch.einsum("bg,bngi->bni", weights, s)


# ---- steps ------------------------------------------------------------------------------------------------------------------------

def plus_identity(s):
    """6 components of S + I."""
    return s + constant((1, 1, 1, 0, 0, 0), s.dtype, s.device)


def increments(stretch):
    """Strain increments D = dev sym((Ub1 - Ub0) Ub0^-1), B x T x 5, from stretches minus identity, B x (T+1) x 6, double precision."""
    a, b, c, d, e, f = plus_identity(stretch)[:, :-1].unbind(-1)
    inverse = torch.stack([b * c - f * f, a * c - e * e, a * b - d * d, e * f - c * d, d * f - b * e, d * e - a * f], -1)
    determinant = a * inverse[..., 0] + d * inverse[..., 3] + e * inverse[..., 4]
    return deviator(matrix(stretch.diff(dim=1)) @ matrix(inverse / determinant[..., None]))


def fading_strain(d, x, length, memory):
    """e after every step: e' = exp(-x/e0) e + phi(x/e0) D/e0, phi(y) = (1 - exp(-y))/y, all steps at once:
    e_t = sum_(s <= t) exp(-(l_t - l_s)/e0) phi_s D_s/e0 with the path length l."""
    y = x / memory
    small = y < 1e-4  # series: error below 1e-13
    phi = torch.where(small, 1 - y / 2 + y * y / 6, -torch.expm1(-y) / torch.where(small, torch.ones_like(y), y))
    # Lower triangle only: above it the exponent is positive and may overflow before the mask.
    decay = torch.exp(((length[:, None, :] - length[:, :, None]) / memory).clamp(max=0)).tril()
    return decay @ (phi[..., None] * d / memory)


def step_features(settings, stretch, dt_s, rotations, weights, interactions, bounds=None, precision=torch.float32):
    """Unscaled step features (B x T x n), path length l and step length x (B x T, double).

    settings: keys of the model file; stretch: Ub - I at all T + 1 points, dt_s: B x T, both double; rotations: B x G x 5 x 5 (rotation_5 of the orientations);
    weights: B x G; interactions: B x 5G x 5G (cluster) or None; bounds: the trained range, or None.
    """
    d = increments(stretch)
    x = d.norm(dim=-1)
    length = x.cumsum(-1)
    end = stretch[:, 1:]
    rate = torch.where(x > 0, x / torch.where(x > 0, dt_s, torch.ones_like(dt_s)), torch.zeros_like(x))
    if bounds is not None:
        rate = rate.clamp(bounds["rate_min_perSecond"], bounds["rate_max_perSecond"])
        dt_s = dt_s.clamp(bounds["dt_min_s"], bounds["dt_max_s"])
    log_rate = 0.5 * torch.log10((rate**2 + RATE_FLOOR_PER_SECOND**2) / RATE_REFERENCE_PER_SECOND**2)[..., None]
    log_dt = torch.log10(dt_s / settings["dt_reference_s"])[..., None]
    if settings["features"] == "paper":
        parts = [plus_identity(end)]
    else:
        e = [fading_strain(d, x, length, memory) for memory in settings["fading_strains"]]
        both = torch.cat(e, 1).to(precision)
        rotations, w = rotations.to(precision), weights.to(precision)
        stresses = [bishop_hill(rotations, w, both, settings["bishop_hill_sharpness"])]
        if settings["features"] == "cluster":
            stresses.append(cluster(rotations, w, interactions.to(precision), both, settings["cluster"]))
        parts = [end] + [part for s in stresses for part in s.chunk(2, 1)] + e
    if settings["cell"] == "lmsc":
        parts += [log_rate, d / settings["fading_strains"][0]]
    else:
        parts += [log_dt] if settings["features"] == "paper" else [log_rate, log_dt]
    return torch.cat([p.to(precision) for p in parts], -1), length, x


def layout(settings):
    """Tensors among the step features: (offset, components) with 6 for symmetric tensors and 5 for deviators; the rest are scalars."""
    deviators = {"paper": 0, "bishop-hill": 4, "cluster": 6}[settings["features"]]
    groups = [(0, 6)] + [(6 + 5 * i, 5) for i in range(deviators)]
    return groups + [(6 + 5 * deviators + 1, 5)] if settings["cell"] == "lmsc" else groups


def kinematic_count(feature_set):
    """Step features that depend on the path alone, the first ones."""
    return {"paper": 6, "bishop-hill": 26, "cluster": 36}[feature_set]


def step_count(settings):
    """Number of step features."""
    kinematic = kinematic_count(settings["features"])
    return kinematic + (6 if settings["cell"] == "lmsc" else 1 if settings["features"] == "paper" else 2)


def rotate(features, groups, m5, m6):
    """Rotates step features, B x T x n, by one rotation per sequence (5 x 5 and 6 x 6 matrices, B x ...)."""
    parts, at = [], 0
    for offset, components in groups:
        parts.append(features[..., at:offset])
        parts.append(features[..., offset : offset + components] @ (m6 if components == 6 else m5).transpose(1, 2))
        at = offset + components
    return torch.cat(parts + [features[..., at:]], -1)
