using System.Runtime.Intrinsics;
using UmatSurrogate.Damask;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.FullField;

/// <summary>
/// Crystals at every voxel of a grid: one (single crystal), or several that share the voxel's deformation gradient (isostrain, Taylor 1938), plastic
/// (phenopowerlaw) or elastic only. Voxels with the same sequence of phases form a group that is computed side by side in registers.
/// The first Piola-Kirchhoff stress of a voxel is the sum of fraction times P of its crystals.
/// </summary>
public sealed class CrystalField : IFieldMaterial
{
    private const int BundlesPerBlock = 16;
    private readonly CrystalFieldSettings _settings;
    private readonly List<VoxelGroup> _groups = [];
    private readonly (int Group, int First, int End)[] _blocks;
    private readonly FieldOutcome[] _outcomes;
    private readonly Action<int, int> _evaluateBlock;
    private readonly WorkerTeam _team;
    private int[] _entryOfVoxel;
    private MaterialConfiguration _material;
    private (int Group, int Place)[]? _placeOfVoxel;
    private TensorField? _deformationGradient, _stress;
    private double _dt_s, _ratio;
    private double _committed_s; // length of the last committed increment; 0: none
    private bool _predict;
    private bool _trialValid;

    /// <param name="entryOfVoxel">Index of the material entry of each voxel (kept, not copied).</param>
    /// <param name="material">Phases and material entries.</param>
    /// <param name="settings">Tolerances, lanes and threads.</param>
    /// <exception cref="InputException">A voxel has an entry that is not in the material.</exception>
    public CrystalField(int[] entryOfVoxel, MaterialConfiguration material, CrystalFieldSettings settings)
    {
        ArgumentNullException.ThrowIfNull(entryOfVoxel);
        ArgumentNullException.ThrowIfNull(material);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(entryOfVoxel.Length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Threads, 1);
        RequireEntries(entryOfVoxel, material);
        (_entryOfVoxel, _material, _settings) = (entryOfVoxel, material, settings);
        foreach ((int[] phases, int[] voxels) in VoxelGrouping.BySequenceOfPhases(entryOfVoxel, material))
        {
            _groups.Add(Resolve(settings.Lanes) switch
            {
                LaneChoice.Scalar => CreateGroup<ScalarLane>(phases, voxels),
                LaneChoice.Vector256 => CreateGroup<Vector256Lane>(phases, voxels),
                _ => CreateGroup<Vector512Lane>(phases, voxels),
            });
        }

        List<(int, int, int)> blocks = [];
        for (int g = 0; g < _groups.Count; g++)
        {
            for (int b = 0; b < _groups[g].Bundles; b += BundlesPerBlock)
                blocks.Add((g, b, Math.Min(b + BundlesPerBlock, _groups[g].Bundles)));
        }

        _blocks = [.. blocks];
        _outcomes = new FieldOutcome[_blocks.Length];
        _evaluateBlock = EvaluateBlock;
        _team = new WorkerTeam(settings.Threads);
        (ElasticRange, MeanModuli) = VoxelModuli.Of(entryOfVoxel, material);
        Initialise();
    }

    /// <inheritdoc/>
    public int Voxels => _entryOfVoxel.Length;

    /// <inheritdoc/>
    public (IsotropicModuli Softest, IsotropicModuli Stiffest) ElasticRange { get; private set; }

    /// <inheritdoc/>
    public IsotropicModuli MeanModuli { get; private set; }

    /// <summary>Phases and material entries of the voxels.</summary>
    public MaterialConfiguration Material => _material;

    /// <summary>Index of the material entry of each voxel.</summary>
    public ReadOnlySpan<int> EntryOfVoxel => _entryOfVoxel;

    /// <summary>Number of crystals in all voxels.</summary>
    public long CrystalCount => _groups.Sum(g => (long)g.Voxels.Length * g.Constituents);

    /// <inheritdoc/>
    public FieldOutcome Evaluate(TensorField F, double dt_s, TensorField P)
    {
        ArgumentNullException.ThrowIfNull(F);
        ArgumentNullException.ThrowIfNull(P);
        _trialValid = false;
        if (F.Voxels != Voxels || P.Voxels != Voxels)
            throw new ArgumentException($"The material has {Voxels} voxels; F has {F.Voxels} and P has {P.Voxels}.", nameof(F));
        if (!double.IsFinite(dt_s) || dt_s < 0.0)
            return new(PointStatus.NonFiniteInput, 0);
        (_deformationGradient, _stress, _dt_s) = (F, P, dt_s);
        _ratio = !_predict ? -1.0 : _committed_s > 0.0 ? dt_s / _committed_s : 0.0;
        _predict = false;
        _team.Run(_blocks.Length, _evaluateBlock);
        (_deformationGradient, _stress) = (null, null);
        FieldOutcome outcome = FieldOutcome.Ok;
        foreach (FieldOutcome block in _outcomes)
        {
            if (block.Status != PointStatus.Ok && (outcome.Status == PointStatus.Ok || block.Voxel < outcome.Voxel))
                outcome = block;
        }

        _trialValid = outcome.Status == PointStatus.Ok;
        return outcome;
    }

    /// <inheritdoc/>
    public void Commit()
    {
        if (!_trialValid)
            throw new InvalidOperationException("There is no successful evaluation to commit since the last commit or reset.");
        foreach (VoxelGroup group in _groups)
            group.Commit();
        (_committed_s, _predict, _trialValid) = (_dt_s, true, false);
    }

    /// <summary>Back to the undeformed initial state.</summary>
    public void Reset()
    {
        Initialise();
    }

    /// <summary>
    /// The undeformed initial state of another material on the same grid, in the same memory. Both must have one sequence of phases in all voxels, and the
    /// phases must be the same.
    /// </summary>
    /// <param name="entryOfVoxel">Index of the material entry of each voxel (kept, not copied).</param>
    /// <param name="material">Phases and material entries.</param>
    /// <exception cref="ArgumentException">The other material needs other groups; make a new field.</exception>
    public void Reset(int[] entryOfVoxel, MaterialConfiguration material)
    {
        ArgumentNullException.ThrowIfNull(entryOfVoxel);
        ArgumentNullException.ThrowIfNull(material);
        if (entryOfVoxel.Length != Voxels)
            throw new ArgumentException($"The field has {Voxels} voxels; {entryOfVoxel.Length} were given.", nameof(entryOfVoxel));
        if (_groups.Count != 1 || !material.Phases.SequenceEqual(_material.Phases))
            throw new ArgumentException("Only a field with one sequence of phases can take another material, and only one with the same phases.", nameof(material));
        RequireEntries(entryOfVoxel, material);
        IReadOnlyList<MaterialConstituent> pattern = _material.Entries[_entryOfVoxel[0]].Constituents;
        foreach (MaterialEntry entry in material.Entries)
        {
            bool same = entry.Constituents.Count == pattern.Count;
            for (int k = 0; same && k < pattern.Count; k++)
                same = entry.Constituents[k].Phase == pattern[k].Phase;
            if (!same)
                throw new ArgumentException("The entries of the other material have another sequence of phases.", nameof(material));
        }

        (_entryOfVoxel, _material) = (entryOfVoxel, material);
        (ElasticRange, MeanModuli) = VoxelModuli.Of(entryOfVoxel, material);
        Reset();
    }

    /// <summary>Number of constituents of a voxel.</summary>
    public int ConstituentCount(int voxel) => _groups[Place(voxel).Group].Constituents;

    /// <summary>Inverse plastic deformation gradient Fp^-1 of a constituent in the committed state, det 1; Fp(0) = O.</summary>
    public Tensor3x3 FpInverse(int voxel, int constituent = 0)
    {
        (int group, int place) = Place(voxel);
        return _groups[group].FpInverse(place, constituent);
    }

    /// <summary>Slip resistances xi [Pa] of a constituent in the committed state, 12 values in the order of <see cref="SlipSystems"/>; zeros where it is elastic.</summary>
    public void SlipResistances_Pa(int voxel, int constituent, Span<double> xi)
    {
        (int group, int place) = Place(voxel);
        _groups[group].SlipResistances(place, constituent, xi);
    }

    /// <inheritdoc/>
    public void WriteState(BinaryWriter writer) => CrystalFieldState.Write(writer, MaterialFingerprint.Of(_entryOfVoxel, _material), Voxels, _committed_s, _groups);

    /// <inheritdoc/>
    public void ReadState(BinaryReader reader)
    {
        CrystalFieldState.Read(reader, MaterialFingerprint.Of(_entryOfVoxel, _material), Voxels, out _committed_s, _groups);
        (_predict, _trialValid) = (true, false);
    }

    private void EvaluateBlock(int thread, int i)
    {
        (int group, int first, int end) = _blocks[i];
        _outcomes[i] = _groups[group].Evaluate(_deformationGradient!, _dt_s, _ratio, _stress!, first, end);
    }

    private void Initialise()
    {
        (_committed_s, _predict, _trialValid) = (0.0, true, false);
        foreach (VoxelGroup group in _groups)
        {
            for (int place = 0; place < group.Voxels.Length; place++)
            {
                IReadOnlyList<MaterialConstituent> constituents = _material.Entries[_entryOfVoxel[group.Voxels[place]]].Constituents;
                for (int k = 0; k < constituents.Count; k++)
                    group.Initialise(place, k, constituents[k].Fraction, constituents[k].Orientation.ToMatrix());
            }
        }
    }

    private VoxelGroup<TLane> CreateGroup<TLane>(int[] phases, int[] voxels) where TLane : unmanaged, ILane<TLane> =>
        new(voxels, [.. phases.Select(phase => LayerOf<TLane>(_material.Phases[phase]))]);

    private Func<int, ConstituentLayer<TLane>> LayerOf<TLane>(MaterialPhase phase) where TLane : unmanaged, ILane<TLane> => phase switch
    {
        PhenopowerlawPhase plastic => bundles => new CrystalLayer<TLane>(
            plastic.Parameters,
            _settings.Tolerances with { Resistance_Pa = Math.Min(_settings.Tolerances.Resistance_Pa, plastic.ResistanceTolerance_Pa) },
            bundles),
        _ => bundles => new ElasticLayer<TLane>(phase.C11_Pa, phase.C12_Pa, phase.C44_Pa, bundles),
    };

    private (int Group, int Place) Place(int voxel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(voxel);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(voxel, Voxels);
        if (_placeOfVoxel is null)
        {
            _placeOfVoxel = new (int, int)[Voxels];
            for (int g = 0; g < _groups.Count; g++)
            {
                for (int place = 0; place < _groups[g].Voxels.Length; place++)
                    _placeOfVoxel[_groups[g].Voxels[place]] = (g, place);
            }
        }

        return _placeOfVoxel[voxel];
    }

    private static LaneChoice Resolve(LaneChoice choice) => choice != LaneChoice.Automatic ? choice
        : Vector512.IsHardwareAccelerated ? LaneChoice.Vector512
        : Vector256.IsHardwareAccelerated ? LaneChoice.Vector256
        : LaneChoice.Scalar;

    private static void RequireEntries(int[] entryOfVoxel, MaterialConfiguration material)
    {
        int wrong = Array.FindIndex(entryOfVoxel, entry => (uint)entry >= (uint)material.Entries.Count);
        if (wrong >= 0)
            throw new InputException($"Voxel {wrong} of the geometry has material {entryOfVoxel[wrong]}, but the material file has entries 0 to {material.Entries.Count - 1} only.");
    }
}
