using ILGPU;
using ILGPU.Runtime;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Gpu;

/// <summary>
/// Crystals on an accelerator: each takes its own deformation gradient, or all take the same one (Taylor). The states stay on the accelerator;
/// only deformation gradients, stresses and statuses travel. The same law, and the same contract of trial and commit, as
/// <see cref="TaylorPolycrystal"/>. The context must have been made with <see cref="DeviceIntrinsics.CrystalPlasticity"/>.
/// Not for use by several threads at a time.
/// </summary>
public sealed class CrystalBatch : IDisposable
{
    private readonly Accelerator _accelerator;
    private readonly UpdateConstants _constants;
    private readonly Action<Index1D, UpdateConstants, double, ArrayView<double>, ArrayView<double>, ArrayView<double>, ArrayView<double>, ArrayView<double>, ArrayView<int>> _advance;
    private readonly double[] _initial;
    private readonly double[] _deformation;
    private readonly double[] _stress;
    private readonly int[] _codes;
    private readonly MemoryBuffer1D<double, Stride1D.Dense> _deviceStress;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _deviceStatus;
    private MemoryBuffer1D<double, Stride1D.Dense> _committed;
    private MemoryBuffer1D<double, Stride1D.Dense> _trial;
    private MemoryBuffer1D<double, Stride1D.Dense> _committedF;
    private MemoryBuffer1D<double, Stride1D.Dense> _trialF;
    private int _committedFCount = 1;
    private int _trialFCount = 1;
    private bool _trialValid;

    /// <summary>Compiles the kernel for the accelerator (once per accelerator) and puts the crystals in their initial state, Fp(0) = O.</summary>
    /// <param name="accelerator">Where the crystals live; it must outlive the batch.</param>
    /// <param name="parameters">The law's parameters, the same for all crystals.</param>
    /// <param name="O">Orientation matrix of each crystal, v_crystal = O v_sample.</param>
    /// <param name="tolerances">Tolerances of the implicit update.</param>
    public CrystalBatch(Accelerator accelerator, in PhenopowerlawParameters parameters, ReadOnlySpan<Tensor3x3> O, UpdateTolerances tolerances)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        parameters.Validate();
        if (O.IsEmpty)
            throw new InputException("A batch needs at least one crystal; no orientation was given.");
        for (int i = 0; i < O.Length; i++)
            TaylorPolycrystal.RequireRotation(O[i], i);
        Count = O.Length;
        _accelerator = accelerator;
        _constants = new UpdateConstants(parameters, tolerances);
        _advance = accelerator.LoadAutoGroupedStreamKernel<Index1D, UpdateConstants, double, ArrayView<double>, ArrayView<double>, ArrayView<double>, ArrayView<double>, ArrayView<double>, ArrayView<int>>(CrystalKernel.Advance);

        _initial = new double[checked(DeviceLayout.StateComponents * Count)];
        _deformation = new double[DeviceLayout.TensorComponents * Count];
        _stress = new double[DeviceLayout.TensorComponents * Count];
        _codes = new int[Count];
        Span<double> transposed = stackalloc double[9];
        for (int i = 0; i < Count; i++)
        {
            O[i].Transpose.ToRowMajor(transposed);
            for (int k = 0; k < 9; k++)
                _initial[k * Count + i] = transposed[k];
            for (int k = 9; k < 9 + PhenopowerlawParameters.SlipSystemCount; k++)
                _initial[k * Count + i] = parameters.InitialResistance_Pa;
        }

        _committed = accelerator.Allocate1D<double>(_initial.Length);
        _trial = accelerator.Allocate1D<double>(_initial.Length);
        _committedF = accelerator.Allocate1D<double>(_deformation.Length);
        _trialF = accelerator.Allocate1D<double>(_deformation.Length);
        _deviceStress = accelerator.Allocate1D<double>(_stress.Length);
        _deviceStatus = accelerator.Allocate1D<int>(Count);
        Reset();
    }

    /// <summary>Number of crystals.</summary>
    public int Count { get; }

    /// <summary>
    /// Trial evaluation from the last committed state.
    /// </summary>
    /// <param name="F1">Deformation gradients at the end of the increment: one for all crystals, or one for each.</param>
    /// <param name="dt_s">Time of the increment [s].</param>
    /// <param name="P">First Piola-Kirchhoff stress [Pa] of each crystal; zero where it failed.</param>
    /// <param name="status">Outcome of each crystal. Nothing is computed where an input is not valid (then only those are marked, and P is zero).</param>
    /// <returns>Ok if every crystal is, else the first status that is not.</returns>
    public PointStatus Evaluate(ReadOnlySpan<Tensor3x3> F1, double dt_s, Span<Tensor3x3> P, Span<PointStatus> status)
    {
        if (F1.Length != 1 && F1.Length != Count)
            throw new ArgumentException($"One deformation gradient is needed or {Count}; got {F1.Length}.", nameof(F1));
        if (P.Length != Count || status.Length != Count)
            throw new ArgumentException($"P and status need {Count} entries; they have {P.Length} and {status.Length}.", nameof(P));
        _trialValid = false;
        P.Clear();
        PointStatus result = Check(F1, dt_s, status);
        if (result != PointStatus.Ok)
            return result;

        Pack(F1);
        _trialFCount = F1.Length;
        int used = DeviceLayout.TensorComponents * F1.Length;
        _trialF.View.BaseView.SubView(0, used).CopyFromCPU(_deformation.AsSpan(0, used));
        _advance(
            Count, _constants, dt_s, _committedF.View.BaseView.SubView(0, DeviceLayout.TensorComponents * _committedFCount), _trialF.View.BaseView.SubView(0, used),
            _committed.View, _trial.View, _deviceStress.View, _deviceStatus.View);
        _accelerator.Synchronize();
        _deviceStress.CopyToCPU(_stress);
        _deviceStatus.CopyToCPU(_codes);
        for (int i = 0; i < Count; i++)
        {
            P[i] = Unpacked(i);
            status[i] = (PointStatus)_codes[i];
            if (result == PointStatus.Ok)
                result = status[i];
        }

        _trialValid = result == PointStatus.Ok;
        return result;
    }

    /// <summary>Makes the last evaluation, which must have succeeded at every crystal, the state from which the next ones start.</summary>
    public void Commit()
    {
        if (!_trialValid)
            throw new InvalidOperationException("There is no successful evaluation to commit since the last commit or reset.");
        (_committed, _trial) = (_trial, _committed);
        (_committedF, _trialF) = (_trialF, _committedF);
        (_committedFCount, _trialValid) = (_trialFCount, false);
    }

    /// <summary>Back to the undeformed, stress-free state, F = I.</summary>
    public void Reset()
    {
        _committed.CopyFromCPU(_initial);
        _committedF.View.BaseView.SubView(0, DeviceLayout.TensorComponents).CopyFromCPU(new double[] { 1, 0, 0, 0, 1, 0, 0, 0, 1 });
        (_committedFCount, _trialValid) = (1, false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _committed.Dispose();
        _trial.Dispose();
        _committedF.Dispose();
        _trialF.Dispose();
        _deviceStress.Dispose();
        _deviceStatus.Dispose();
    }

    private static PointStatus Check(ReadOnlySpan<Tensor3x3> F1, double dt_s, Span<PointStatus> status)
    {
        PointStatus result = PointStatus.Ok;
        bool time = double.IsFinite(dt_s) && dt_s >= 0.0;
        for (int i = 0; i < status.Length; i++)
        {
            ref readonly Tensor3x3 f = ref F1[F1.Length == 1 ? 0 : i];
            status[i] = !time || !f.IsFinite ? PointStatus.NonFiniteInput
                : f.Determinant <= 0.0 ? PointStatus.NonPositiveVolume : PointStatus.Ok;
            if (result == PointStatus.Ok)
                result = status[i];
        }

        return result;
    }

    private void Pack(ReadOnlySpan<Tensor3x3> F1)
    {
        Span<double> components = stackalloc double[9];
        for (int i = 0; i < F1.Length; i++)
        {
            F1[i].ToRowMajor(components);
            for (int k = 0; k < 9; k++)
                _deformation[k * F1.Length + i] = components[k];
        }
    }

    private Tensor3x3 Unpacked(int i)
    {
        ReadOnlySpan<double> s = _stress;
        int n = Count;
        return new(s[i], s[n + i], s[2 * n + i], s[3 * n + i], s[4 * n + i], s[5 * n + i], s[6 * n + i], s[7 * n + i], s[8 * n + i]);
    }
}
