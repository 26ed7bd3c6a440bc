using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Evaluation;

/// <summary>
/// The classical model beside the surrogate: Taylor (iso-strain) of the same volume element under the same load, its grains weighted by their
/// volume on the grid of the data; and the same times one factor, fitted by least squares of the deviatoric stress to training samples of the data set.
/// </summary>
public sealed class TaylorBaseline
{
    private readonly CrystalPlasticity _truth;

    private TaylorBaseline(CrystalPlasticity truth, double factor, int fittedTo) => (_truth, Factor, FittedTo) = (truth, factor, fittedTo);

    /// <summary>The fitted factor, dimensionless.</summary>
    public double Factor { get; }

    /// <summary>Number of training samples to which the factor was fitted.</summary>
    public int FittedTo { get; }

    /// <summary>True where Taylor is itself the truth of the data, so that this baseline says nothing.</summary>
    public bool IsTruth => !_truth.Part.Fidelity.IsFullField;

    /// <summary>The Taylor model with the factor 1.</summary>
    public static TaylorBaseline Unscaled(CrystalPlasticity truth)
    {
        ArgumentNullException.ThrowIfNull(truth);
        return new(truth, 1.0, 0);
    }

    /// <summary>The baseline of a data set; its factor is fitted to the first training samples, or to validation samples where there are no others.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="truth">Its crystal plasticity.</param>
    /// <param name="samples">Samples for the factor, at most.</param>
    public static TaylorBaseline Fit(Dataset data, CrystalPlasticity truth, int samples)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(truth);
        TaylorBaseline unscaled = Unscaled(truth);
        if (unscaled.IsTruth)
            return unscaled;
        int[] chosen = [.. (data.TrainingSamples.Count > 0 ? data.TrainingSamples : data.ValidationSamples).Take(samples)];
        (double Product, double Square)[] sums = new (double, double)[chosen.Length];
        Parallel.For(0, chosen.Length, i =>
        {
            DatasetSample sample = data.ReadSample(chosen[i]);
            SymmetricTensor[] taylor_Pa = unscaled.Follow(
                data.VolumeElements[sample.VolumeElementIndex], new(new LoadPath(sample.Times_s, sample.DeformationGradients))).CauchyStress_Pa;
            for (int k = 1; k < taylor_Pa.Length; k++)
            {
                SymmetricTensor s = taylor_Pa[k].Deviator;
                sums[i].Product += SymmetricTensor.DoubleContract(s, sample.DeviatoricCauchyStress_Pa[k]);
                sums[i].Square += SymmetricTensor.DoubleContract(s, s);
            }
        });
        double square = sums.Sum(s => s.Square);
        return new(truth, square > 0 ? sums.Sum(s => s.Product) / square : 1.0, chosen.Length);
    }

    /// <summary>Taylor, not scaled, of a volume element under a load.</summary>
    public LoadResponse Follow(VolumeElement volumeElement, TruthLoad load)
    {
        ArgumentNullException.ThrowIfNull(volumeElement);
        ReadOnlySpan<Grain> grains = volumeElement.Grains;
        Tensor3x3[] O = new Tensor3x3[grains.Length];
        for (int g = 0; g < O.Length; g++)
            O[g] = grains[g].Orientation.ToMatrix();
        return CrystalPlasticity.Taylor(new(_truth.Material, O, _truth.GrainWeights(volumeElement), UpdateTolerances.Default), load);
    }

    /// <summary>Stresses times <see cref="Factor"/>.</summary>
    internal SymmetricTensor[] Scaled(SymmetricTensor[] stress_Pa) => Array.ConvertAll(stress_Pa, s => Factor * s);
}
