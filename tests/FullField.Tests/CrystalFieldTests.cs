using UmatSurrogate.Damask;
using UmatSurrogate.FullField;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Tests;

/// <summary>The material of the voxels against material points that are computed one by one.</summary>
public class CrystalFieldTests
{
    private const double TimeStep_s = 1.0;
    private const int Increments = 4;

    // A prime number of voxels fills no bundle.
    private const int Voxels = 61;

    /// <summary>Updates as exact as those of the material points they are compared with.</summary>
    private static readonly CrystalFieldSettings Exact = new() { Tolerances = UpdateTolerances.Default with { RelativeStress = 1e-11 } };

    [Theory]
    [InlineData(LaneChoice.Scalar)]
    [InlineData(LaneChoice.Vector256)]
    [InlineData(LaneChoice.Vector512)]
    public void SingleCrystals_CompareToMaterialPoints(LaneChoice lanes)
    {
        MaterialConfiguration material = Mixture();
        int[] entries = [.. Enumerable.Range(0, Voxels).Select(v => v % 3)];
        CrystalField field = new(entries, material, Exact with { Lanes = lanes });
        TaylorPolycrystal[] points = [.. entries.Select(e => Point(material, e, lanes))];
        CompareToPoints(field, points);
        for (int v = 0; v < Voxels; v++)
            Assert.True((field.FpInverse(v).Inverse - points[v].PlasticDeformationGradient(0)).Norm < 1e-8);
    }

    [Fact]
    public void SeveralCrystals_CompareToTaylorPolycrystals()
    {
        MaterialConfiguration material = Mixture();
        int[] entries = [.. Enumerable.Range(0, Voxels).Select(v => 3 + v % 2)];
        CrystalField field = new(entries, material, Exact);
        CompareToPoints(field, [.. entries.Select(e => Point(material, e, LaneChoice.Automatic))]);
        Assert.Equal(3, field.ConstituentCount(5));
    }

    [Fact]
    public void Mixture_EveryVoxelAsIfItWereAlone()
    {
        MaterialConfiguration material = Mixture();
        int[] entries = [.. Enumerable.Range(0, Voxels).Select(v => v * 5 % 7)];
        CrystalField field = new(entries, material, new CrystalFieldSettings { Threads = 2 });
        (TensorField F, TensorField P) = (new(Voxels), new(Voxels));
        CrystalField[] alone = [.. entries.Select(e => new CrystalField([e], material, new CrystalFieldSettings()))];
        (TensorField F1, TensorField P1) = (new(1), new(1));
        for (int k = 1; k <= Increments; k++)
        {
            Deform(F, k);
            Assert.Equal(FieldOutcome.Ok, field.Evaluate(F, TimeStep_s, P));
            field.Commit();
            for (int v = 0; v < Voxels; v++)
            {
                F1.Fill(F[v]);
                Assert.Equal(FieldOutcome.Ok, alone[v].Evaluate(F1, TimeStep_s, P1));
                alone[v].Commit();
                Assert.True((P1[0] - P[v]).Norm <= 1e-6 * P1[0].Norm);
            }
        }
    }

    [Fact]
    public void ElasticVoxel_CompareToHookesLawInTheCrystalFrame()
    {
        MaterialConfiguration material = Mixture();
        CrystalField field = new([5], material, new CrystalFieldSettings());
        MaterialPhase phase = material.Phases[1];
        Tensor3x3 O = material.Entries[5].Constituents[0].Orientation.ToMatrix();
        (TensorField F, TensorField P) = (new(1), new(1));
        Deform(F, 3);
        Assert.Equal(FieldOutcome.Ok, field.Evaluate(F, TimeStep_s, P));

        // S = C : E in the crystal frame, component by component, and P = F (O^T S O), S back in the sample's frame.
        Tensor3x3 E = O * (0.5 * (F[0].Transpose * F[0] - Tensor3x3.Identity)) * O.Transpose;
        double trace = E.Trace, c = phase.C11_Pa - phase.C12_Pa, s = 2.0 * phase.C44_Pa;
        Tensor3x3 S = new(
            c * E.M11 + phase.C12_Pa * trace, s * E.M12, s * E.M13,
            s * E.M21, c * E.M22 + phase.C12_Pa * trace, s * E.M23,
            s * E.M31, s * E.M32, c * E.M33 + phase.C12_Pa * trace);
        Tensor3x3 expected = F[0] * (O.Transpose * S * O);
        Assert.True((P[0] - expected).Norm < 1e-12 * expected.Norm);
    }

    [Fact]
    public void Threads_DoNotChangeABit()
    {
        MaterialConfiguration material = Mixture();
        int[] entries = [.. Enumerable.Range(0, 1500).Select(v => v * 5 % 7)];
        double[][] results = new double[2][];
        for (int i = 0; i < 2; i++)
        {
            CrystalField field = new(entries, material, new CrystalFieldSettings { Threads = 1 + 3 * i });
            (TensorField F, TensorField P) = (new(entries.Length), new(entries.Length));
            for (int k = 1; k <= Increments; k++)
            {
                Deform(F, k);
                Assert.Equal(FieldOutcome.Ok, field.Evaluate(F, TimeStep_s, P));
                field.Commit();
            }

            results[i] = P.All.ToArray();
        }

        Assert.True(results[0].AsSpan().SequenceEqual(results[1]));
    }

    [Fact]
    public void State_WrittenAndRead_GoesOnToTheLastBit()
    {
        MaterialConfiguration material = Mixture();
        int[] entries = [.. Enumerable.Range(0, Voxels).Select(v => v * 5 % 7)];
        CrystalField first = new(entries, material, new CrystalFieldSettings()), second = new(entries, material, new CrystalFieldSettings());
        (TensorField F, TensorField P, TensorField Q) = (new(Voxels), new(Voxels), new(Voxels));
        for (int k = 1; k <= 3; k++)
        {
            Deform(F, k);
            Assert.Equal(FieldOutcome.Ok, first.Evaluate(F, TimeStep_s, P));
            first.Commit();
        }

        using MemoryStream stream = new();
        using (BinaryWriter writer = new(stream, System.Text.Encoding.UTF8, leaveOpen: true))
            first.WriteState(writer);
        stream.Position = 0;
        using (BinaryReader reader = new(stream, System.Text.Encoding.UTF8, leaveOpen: true))
            second.ReadState(reader);
        Deform(F, 4);
        Assert.Equal(FieldOutcome.Ok, first.Evaluate(F, TimeStep_s, P));
        Assert.Equal(FieldOutcome.Ok, second.Evaluate(F, TimeStep_s, Q));
        Assert.True(P.All.SequenceEqual(Q.All));

        stream.Position = 0;
        CrystalField other = new([0, 1], material, new CrystalFieldSettings());
        using BinaryReader again = new(stream);
        Assert.Contains("other phases", Assert.Throws<InputException>(() => other.ReadState(again)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reset_WithAnotherMaterial_AsIfNew()
    {
        MaterialConfiguration a = FromVolumeElement(1), b = FromVolumeElement(2);
        int[] entries = [.. Enumerable.Range(0, Voxels).Select(v => v % 20)], others = [.. entries.Reverse()];
        CrystalField used = new(entries, a, new CrystalFieldSettings()), fresh = new(others, b, new CrystalFieldSettings());
        (TensorField F, TensorField P, TensorField Q) = (new(Voxels), new(Voxels), new(Voxels));
        Deform(F, 3);
        Assert.Equal(FieldOutcome.Ok, used.Evaluate(F, TimeStep_s, P));
        used.Commit();
        used.Reset(others, b);
        Assert.Equal(FieldOutcome.Ok, used.Evaluate(F, TimeStep_s, P));
        Assert.Equal(FieldOutcome.Ok, fresh.Evaluate(F, TimeStep_s, Q));
        Assert.True(P.All.SequenceEqual(Q.All));
        Assert.Equal(fresh.MeanModuli, used.MeanModuli);
    }

    [Fact]
    public void Failure_NamesTheFirstVoxel()
    {
        CrystalField field = new([.. Enumerable.Range(0, Voxels).Select(v => v % 7)], Mixture(), new CrystalFieldSettings { Threads = 2 });
        (TensorField F, TensorField P) = (new(Voxels), new(Voxels));
        F.Fill(Tensor3x3.Identity);
        F[37] = new(1, 0, 0, 0, 1, 0, 0, 0, -1);
        F[51] = new(1, 0, 0, 0, 1, 0, 0, 0, double.NaN);
        Assert.Equal(new FieldOutcome(PointStatus.NonPositiveVolume, 37), field.Evaluate(F, TimeStep_s, P));
        F[37] = Tensor3x3.Identity;
        Assert.Equal(new FieldOutcome(PointStatus.NonFiniteInput, 51), field.Evaluate(F, TimeStep_s, P));
        Assert.Throws<InvalidOperationException>(field.Commit);
        F[51] = Tensor3x3.Identity;
        Assert.Equal(FieldOutcome.Ok, field.Evaluate(F, TimeStep_s, P));
        Assert.Contains("voxel 1", Assert.Throws<InputException>(() => new CrystalField([0, 9], Mixture(), new CrystalFieldSettings())).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Moduli_AreVoigtAverages()
    {
        CrystalField field = new([0, 5], Mixture(), new CrystalFieldSettings());
        PhenopowerlawParameters p = PhenopowerlawParameters.Aluminium;
        double shear = (p.C11_Pa - p.C12_Pa + 3.0 * p.C44_Pa) / 5.0, bulk = (p.C11_Pa + 2.0 * p.C12_Pa) / 3.0;
        Assert.Equal(shear, field.ElasticRange.Stiffest.Shear_Pa, 1e-3);
        Assert.Equal(bulk - 2.0 * shear / 3.0, field.ElasticRange.Stiffest.Lambda_Pa, 1e-3);
        Assert.Equal(0.1 * shear, field.ElasticRange.Softest.Shear_Pa, 1e-3);
        Assert.Equal(0.55 * shear, field.MeanModuli.Shear_Pa, 1e-3);
    }

    private static void CompareToPoints(CrystalField field, TaylorPolycrystal[] points)
    {
        (TensorField F, TensorField P) = (new(field.Voxels), new(field.Voxels));
        for (int k = 1; k <= Increments; k++)
        {
            Deform(F, k);
            Assert.Equal(FieldOutcome.Ok, field.Evaluate(F, TimeStep_s, P));
            field.Commit();
            for (int v = 0; v < field.Voxels; v++)
            {
                Assert.Equal(PointStatus.Ok, points[v].Evaluate(F[v], TimeStep_s, out Tensor3x3 expected));
                points[v].Commit();
                Assert.InRange((P[v] - expected).Norm, 0.0, 1e-6 * expected.Norm);
            }
        }
    }

    /// <summary>A different deformation at every voxel, up to 0.6 % per increment: plastic from the second one on.</summary>
    private static void Deform(TensorField F, int increment)
    {
        for (int v = 0; v < F.Voxels; v++)
        {
            double s = 2e-3 * increment;
            F[v] = Tensor3x3.Identity + s * new Tensor3x3(
                Math.Cos(v), Math.Sin(1.3 * v), 0.5 * Math.Sin(2.1 * v), 0.3 * Math.Cos(3.0 * v), -0.6 * Math.Cos(v), Math.Sin(v), 0.7 * Math.Cos(0.9 * v), 0.2, -0.4 * Math.Cos(v));
        }
    }

    /// <summary>Entries 0-2 single crystals, 3-4 three plastic crystals, 5 elastic, 6 a plastic and an elastic crystal.</summary>
    private static MaterialConfiguration Mixture()
    {
        PhenopowerlawParameters p = PhenopowerlawParameters.Aluminium;
        RandomStream random = new(7, 0);
        MaterialConstituent Crystal(int phase, double fraction) => new(phase, fraction, OrientationSampling.Uniform(random));
        return new(
            [new PhenopowerlawPhase("Al", p), new MaterialPhase("soft", 0.1 * p.C11_Pa, 0.1 * p.C12_Pa, 0.1 * p.C44_Pa)],
            [
                new([Crystal(0, 1.0)]), new([Crystal(0, 1.0)]), new([Crystal(0, 1.0)]),
                new([Crystal(0, 0.5), Crystal(0, 0.3), Crystal(0, 0.2)]), new([Crystal(0, 0.25), Crystal(0, 0.25), Crystal(0, 0.5)]),
                new([Crystal(1, 1.0)]),
                new([Crystal(0, 0.4), Crystal(1, 0.6)]),
            ]);
    }

    private static MaterialConfiguration FromVolumeElement(ulong seed) =>
        MaterialConfiguration.FromVolumeElement(VolumeElementGenerator.Random(20, seed), PhenopowerlawParameters.Aluminium);

    private static TaylorPolycrystal Point(MaterialConfiguration material, int entry, LaneChoice lanes) => new(
        PhenopowerlawParameters.Aluminium,
        [.. material.Entries[entry].Constituents.Select(c => c.Orientation.ToMatrix())],
        [.. material.Entries[entry].Constituents.Select(c => c.Fraction)],
        UpdateTolerances.Default,
        lanes);
}
