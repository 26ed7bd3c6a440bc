using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Damask;

/// <summary>A phase with cubic elasticity (Hooke's law in the intermediate configuration); elastic only unless derived.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="C11_Pa">Elastic constant C_11, Pa.</param>
/// <param name="C12_Pa">Elastic constant C_12, Pa.</param>
/// <param name="C44_Pa">Elastic constant C_44, Pa.</param>
public record MaterialPhase(string Name, double C11_Pa, double C12_Pa, double C44_Pa);

/// <summary>An fcc phase with the phenomenological power law.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Parameters">All parameters, the elastic constants among them.</param>
/// <param name="ResistanceTolerance_Pa"><c>atol_xi</c>: absolute tolerance of the slip resistances, Pa.</param>
/// <param name="ShearTolerance"><c>atol_gamma</c>: absolute tolerance of the accumulated shears.</param>
public sealed record PhenopowerlawPhase(
    string Name, PhenopowerlawParameters Parameters, double ResistanceTolerance_Pa = 1.0, double ShearTolerance = 1e-6)
    : MaterialPhase(Name, Parameters.C11_Pa, Parameters.C12_Pa, Parameters.C44_Pa);

/// <summary>One constituent of a material point.</summary>
/// <param name="Phase">Index of the phase in <see cref="MaterialConfiguration.Phases"/>.</param>
/// <param name="Fraction">Volume fraction; the fractions of a point add up to 1.</param>
/// <param name="Orientation">Crystal orientation.</param>
public readonly record struct MaterialConstituent(int Phase, double Fraction, Orientation Orientation);

/// <summary>
/// One entry of the list <c>material</c>: the constituents of a point, which share its deformation gradient
/// (homogenization <c>pass</c> with one, <c>isostrain</c> with any number).
/// </summary>
/// <param name="Constituents">At least one.</param>
public sealed record MaterialEntry(IReadOnlyList<MaterialConstituent> Constituents);

/// <summary>What a <c>material.yaml</c> holds. The voxel values of a geometry are indices into <see cref="Entries"/>.</summary>
/// <param name="Phases">The phases, in the order of the file.</param>
/// <param name="Entries">The list <c>material</c>.</param>
public sealed record MaterialConfiguration(IReadOnlyList<MaterialPhase> Phases, IReadOnlyList<MaterialEntry> Entries)
{
    /// <summary>One entry per grain of a volume element, all of one phase.</summary>
    public static MaterialConfiguration FromVolumeElement(
        VolumeElement volumeElement, PhenopowerlawParameters parameters, string phaseName = "Al")
    {
        ArgumentNullException.ThrowIfNull(volumeElement);
        List<MaterialEntry> entries = [];
        foreach (Grain grain in volumeElement.Grains)
            entries.Add(new MaterialEntry([new MaterialConstituent(0, 1.0, grain.Orientation)]));
        return new MaterialConfiguration([new PhenopowerlawPhase(phaseName, parameters)], entries);
    }
}
