"""Inputs of the surrogate in PyTorch, batched on any device: the same equations as src/UmatSurrogate.Recurrent/Features and Cluster.

Conventions: symmetric tensors 11, 22, 33, 12, 13, 23; deviators as 5-vectors b = [(S11-S22)/sqrt2, (2 S33-S11-S22)/sqrt6, sqrt2 S12,
sqrt2 S13, sqrt2 S23] (b.b = S:S); orientation matrix O: sample -> crystal; stresses of Bishop-Hill in units of the slip resistance.
B sequences, T steps, G grains. Training needs no gradient of any of this; the fit of the constants of `cluster` (fit_cluster.py) gives them as tensors.
"""
import functools
import itertools
import math

import torch

FADING_STRAINS = (7e-4, 2.5e-3)  # memory lengths e0_1, e0_2
ELASTIC_PLASTIC_STRAINS = (1.3e-3, 2.5e-3)  # yield strains of j_1, j_2
PATH_LENGTH_FLOOR = 1e-4
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


VERTEX_CLASSES = (6, 6, 12, 24, 8)  # A, B, C, D, E in the order of yield_vertices


@functools.lru_cache(maxsize=None)
def class_members(dtype, device):
    """5 x 56, 1 where a vertex belongs to a class."""
    return torch.eye(5, dtype=dtype).repeat_interleave(torch.tensor(VERTEX_CLASSES), dim=1).to(device)


def of_vertices(values, like):
    """Five values of the classes as those of the 56 vertices; a tensor (constants that are being fitted) keeps its gradient."""
    if torch.is_tensor(values):
        return values @ class_members(like.dtype, like.device)
    return constant(tuple(v for v, n in zip(values, VERTEX_CLASSES) for _ in range(n)), like.dtype, like.device)


def maxima(settings, name):
    """The soft maxima of a group of `cluster` as (sharpness c, five weights b, five magnitudes g); empty or missing lists: all vertices alike."""
    sharpness = settings["sharpness" if name == "sweep" else f"{name}_sharpness"]
    sharpness = sharpness if isinstance(sharpness, list) else [sharpness]
    b, g = (settings.get(f"{name}_vertex_{kind}", []) for kind in ("weights", "magnitudes"))
    b, g = (values if len(values) else [alike] * 5 * len(sharpness) for values, alike in ((b, 0.0), (g, 1.0)))
    return [(c, b[5 * i : 5 * i + 5], g[5 * i : 5 * i + 5]) for i, c in enumerate(sharpness)]


def soft_maximum(d, maximum):
    """s(d) = sum_v p_v g_k(v) sigma_v, p_v ~ exp(c sigma_v . d + b_k(v)), crystal frame, of directions d = Q e, ... x 5; k(v) is the class of
    vertex v. See WeightedBishopHillKernel.cs."""
    c, b, g = maximum
    vertices, bias, magnitude = yield_vertices(d.dtype, d.device), of_vertices(b, d), of_vertices(g, d)
    parts = d.reshape(-1, 5)
    parts = parts.chunk(max(1, len(parts) * 56 // VERTEX_BUDGET))
    return torch.cat([torch.softmax((c * part) @ vertices.T + bias, -1) @ (magnitude[:, None] * vertices) for part in parts]).view(d.shape)


def grain_stresses(rotations, x, maximum):
    """s_g = Q_g^T s(Q_g x_g): rotations B x T x G x 5 x 5 (or B x 1 x G x 5 x 5), x B x T x G x 5 (or B x T x 1 x 5)."""
    return (soft_maximum((rotations @ x[..., None])[..., 0], maximum)[..., None, :] @ rotations)[..., 0, :]


def bishop_hill(rotations, weights, e, maximum):
    """Mean stress b(e) = sum_g w_g Q_g^T s(Q_g e), e B x T x 5."""
    return torch.einsum("bg,btgi->bti", weights, grain_stresses(rotations, e[:, :, None], maximum))


def alike(sharpness):
    """The soft maximum of one sharpness with all vertices alike."""
    return sharpness, (0.0,) * 5, (1.0,) * 5


def cluster(rotations, weights, d, e, settings):
    """Mean stresses, soft and sharp, of interacting grains (see ClusterPolycrystal): explicit sweeps, d B x 5G x 5G, e = e_2."""
    shape = e.shape[0], e.shape[1], rotations.shape[2], 5
    start = e[:, :, None].expand(shape)
    coupling, length = settings["coupling"], e.norm(dim=-1)[:, :, None, None]
    coupling = coupling if isinstance(coupling, list) else [coupling]
    x = previous = start
    for k, (a, m, maximum) in enumerate(zip(settings["relaxation"], settings["momentum"], maxima(settings, "sweep"))):
        product = (grain_stresses(rotations, x, maximum).flatten(2) @ d.transpose(1, 2)).view(shape)
        x, previous = x + a * (start - coupling[min(k, len(coupling) - 1)] * length * product - x) + m * (x - previous), x
    return [torch.einsum("bg,btgi->bti", weights, grain_stresses(rotations, x, maximum)) for maximum in maxima(settings, "output")]


@functools.lru_cache(maxsize=None)
def slip_systems(dtype, device):
    """m_a (12 x 5) and the axial vectors w_a of skew(b_a n_a) (12 x 3) of the systems {111}<110>."""
    normals = [(1, 1, 1), (-1, 1, 1), (1, -1, 1), (1, 1, -1)]
    directions = [(0, 1, -1), (0, 1, 1), (1, 0, -1), (1, 0, 1), (1, -1, 0), (1, 1, 0)]
    pairs = [(n, b) for n in normals for b in directions if sum(p * q for p, q in zip(n, b)) == 0]
    schmid = torch.stack([torch.outer(torch.tensor(b, dtype=dtype), torch.tensor(n, dtype=dtype)) for n, b in pairs]) / math.sqrt(6.0)
    axial = 0.5 * torch.stack([schmid[:, 2, 1] - schmid[:, 1, 2], schmid[:, 0, 2] - schmid[:, 2, 0], schmid[:, 1, 0] - schmid[:, 0, 1]], -1)
    return deviator(schmid).to(device), axial.to(device)


def turned(o, rotations, stretch, settings):
    """Rotations Q_g(Ub) (B x T x G x 5 x 5) of the lattices turned by the stretch at the start of every step; see LatticeRotation.cs.
    o B x G x 3 x 3 and its 5 x 5 rotations, stretch = Ub - I, B x T x 6, settings: section `cluster`."""
    strain = deviator(matrix(stretch))
    length = strain.norm(dim=-1, keepdim=True)
    direction = (rotations[:, None] @ (strain / torch.sqrt(length**2 + 1e-6))[:, :, None, :, None])[..., 0]  # Q n
    s = soft_maximum(direction, maxima({"rotation_sharpness": 5.0, **settings}, "rotation")[0])
    k_0, k_1 = settings.get("rotation_amplitude", (1.0, 0.0))
    m, axial = slip_systems(s.dtype, s.device)
    tau = s @ m.T
    slip = tau**11
    work = ((k_0 + k_1 * length) * length)[:, :, None] * (s * direction).sum(-1, keepdim=True)
    w = work / ((tau * slip).sum(-1, keepdim=True) + settings.get("rotation_floor", 1e-6)) * (slip @ axial)
    x, y, z = w.unbind(-1)
    zero = torch.zeros_like(x)
    cross = torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], -1).unflatten(-1, (3, 3))
    identity = torch.eye(3, dtype=w.dtype, device=w.device)
    r = (1 - 0.5 * (w * w).sum(-1))[..., None, None] * (identity + cross) + 0.5 * w[..., :, None] * w[..., None, :]
    return rotation_5(r @ o[:, None])


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


def elastic_plastic_strain(d, x, memories):
    """j after every step, B x T x 5 for each yield strain: the elastic strain of an elastic, perfectly plastic body in units of its yield
    strain, exact along straight steps; see ElasticPlasticStrain.cs. The only recursion without a closed form over the steps."""
    n = (d / torch.where(x > 0, x, torch.ones_like(x))[..., None]).repeat(len(memories), 1, 1).unbind(1)
    y = torch.cat([x / memory for memory in memories])[..., None].unbind(1)
    j, states = torch.zeros_like(n[0]), []
    for n_t, y_t in zip(n, y):
        b = (n_t * j).sum(-1, keepdim=True)
        inside = (1 - (j * j).sum(-1, keepdim=True)).clamp(min=0)
        cosine = torch.sqrt(b * b + inside)
        to_surface = torch.where(b > 0, inside / (b + cosine).clamp(min=1e-300), cosine - b)
        rest = (y_t - to_surface).clamp(min=0)
        tanh, decay = torch.tanh(rest), torch.exp(-rest)
        surface = j + torch.minimum(y_t, to_surface) * n_t
        flow = ((cosine + tanh) * n_t + 2 * decay / (1 + decay * decay) * (surface - cosine * n_t)) / (1 + cosine * tanh)
        j = torch.where(rest > 0, flow, surface)
        states.append(j)
    return torch.stack(states, 1).chunk(len(memories))


def step_features(settings, stretch, dt_s, o, weights, interactions, bounds=None, precision=torch.float32):
    """Unscaled step features (B x T x n), path length l and step length x (B x T, double).

    settings: keys of the model file; stretch: Ub - I at all T + 1 points, dt_s: B x T, both double; o: B x G x 3 x 3 orientations;
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
        e1, e2 = (v.to(precision) for v in e)
        w, rotations = weights.to(precision), rotation_5(o)
        if settings["features"] == "bishop-hill":
            rotations = rotations[:, None].to(precision)
            parts = [end, *(bishop_hill(rotations, w, v, alike(settings["bishop_hill_sharpness"])) for v in (e1, e2)), *e]
        else:
            rotations = turned(o.to(precision), rotations.to(precision), stretch[:, :-1].to(precision), settings["cluster"])
            plain = [bishop_hill(rotations, w, v, m) for v in (e1, e2) for m in maxima(settings["cluster"], "plain")]
            interacting = cluster(rotations, w, interactions.to(precision), e2, settings["cluster"])
            j = elastic_plastic_strain(d, x, settings["elastic_plastic_strains"])
            parts = [end, *plain, *interacting, *e, *j, torch.log10(length + PATH_LENGTH_FLOOR)[..., None]]
    if settings["cell"] == "lmsc":
        parts += [log_rate, d / settings["fading_strains"][0]]
    else:
        parts += [log_dt] if settings["features"] == "paper" else [log_rate, log_dt]
    values = torch.cat([p.to(precision) for p in parts], -1)
    if settings["inputs"] == "invariants":
        values = torch.cat([values, products(values, deviator_count(settings["features"]))], -1)
    return values, length, x


def products(values, count):
    """Scalar products T_i : T_j, i <= j, of the deviators among the step features (see TensorProducts.cs)."""
    tensors = values[..., 6 : 6 + 5 * count].unflatten(-1, (count, 5))
    i, j = torch.triu_indices(count, count, device=values.device)
    return (tensors[..., i, :] * tensors[..., j, :]).sum(-1)


def input_offset(settings):
    """Index of the first step feature that the network sees."""
    return 6 + 5 * deviator_count(settings["features"]) if settings["inputs"] == "invariants" else 0


def deviator_count(feature_set):
    """Deviators among the step features that depend on the path alone, from index 6 on."""
    return {"paper": 0, "bishop-hill": 4, "cluster": 10}[feature_set]


def layout(settings):
    """Tensors among the step features: (offset, components) with 6 for symmetric tensors and 5 for deviators; the rest are scalars."""
    deviators = deviator_count(settings["features"])
    groups = [(0, 6)] + [(6 + 5 * i, 5) for i in range(deviators)]
    scalars = 2 if settings["features"] == "cluster" else 1  # log l, log rate
    return groups + [(6 + 5 * deviators + scalars, 5)] if settings["cell"] == "lmsc" else groups


def rotate(features, groups, m5, m6):
    """Rotates step features, B x T x n, by one rotation per sequence (5 x 5 and 6 x 6 matrices, B x ...)."""
    parts, at = [], 0
    for offset, components in groups:
        parts.append(features[..., at:offset])
        parts.append(features[..., offset : offset + components] @ (m6 if components == 6 else m5).transpose(1, 2))
        at = offset + components
    return torch.cat(parts + [features[..., at:]], -1)
