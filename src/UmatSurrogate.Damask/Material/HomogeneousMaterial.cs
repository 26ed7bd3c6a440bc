using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Damask;

/// <summary>The material point of a geometry that has one material entry in all its voxels.</summary>
public static class HomogeneousMaterial
{
    /// <summary>Whether all voxels have the same material entry.</summary>
    public static bool IsHomogeneous(VoxelGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return !grid.Material.AsSpan().ContainsAnyExcept(grid.Material[0]);
    }

    /// <summary>Whether the entry of all voxels is a plastic polycrystal of one set of parameters, as <see cref="Polycrystal"/> needs it.</summary>
    public static bool IsPolycrystal(MaterialEntry entry, MaterialConfiguration material)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(material);
        return entry.Constituents.All(c => material.Phases[c.Phase] is PhenopowerlawPhase phase
            && phase.Parameters == (material.Phases[entry.Constituents[0].Phase] as PhenopowerlawPhase)?.Parameters);
    }

    /// <summary>The one entry of a grid.</summary>
    /// <exception cref="InputException">The voxels have different entries, or the entry is not in the material file.</exception>
    public static MaterialEntry EntryOf(VoxelGrid grid, MaterialConfiguration material)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(material);
        int index = grid.Material[0];
        int other = Array.FindIndex(grid.Material, m => m != index);
        if (other >= 0)
        {
            throw new InputException(
                $"The geometry is heterogeneous: voxel 0 has material {index} and voxel {other} has material {grid.Material[other]}. "
                + "A material point needs the same material in every voxel; a full-field simulation takes any geometry.");
        }

        return index >= 0 && index < material.Entries.Count
            ? material.Entries[index]
            : throw new InputException($"The voxels of the geometry have material {index}, but the material file has entries 0 to {material.Entries.Count - 1} only.");
    }

    /// <summary>
    /// The crystals of an entry as a polycrystal at one deformation gradient. Tolerances asked for by the files are met: the update
    /// converges more tightly by default.
    /// </summary>
    /// <exception cref="InputException">A constituent is elastic only, or the constituents are of phases with different parameters.</exception>
    public static TaylorPolycrystal Polycrystal(MaterialEntry entry, MaterialConfiguration material)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(material);
        PhenopowerlawPhase? first = null;
        foreach (MaterialConstituent constituent in entry.Constituents)
        {
            if (material.Phases[constituent.Phase] is not PhenopowerlawPhase phase)
                throw new InputException($"Phase '{material.Phases[constituent.Phase].Name}' is elastic only; a material point needs plasticity phenopowerlaw.");
            first ??= phase;
            if (phase.Parameters != first.Parameters)
                throw new InputException($"One material point mixes the phases '{first.Name}' and '{phase.Name}' with different parameters; this version needs equal ones.");
        }

        UpdateTolerances tolerances = UpdateTolerances.Default;
        return new TaylorPolycrystal(
            first!.Parameters,
            [.. entry.Constituents.Select(c => c.Orientation.ToMatrix())],
            [.. entry.Constituents.Select(c => c.Fraction)],
            tolerances with { Resistance_Pa = Math.Min(tolerances.Resistance_Pa, first.ResistanceTolerance_Pa) });
    }
}
