using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Tests;

/// <summary>The reference's data are complete and consistent with themselves, as read.</summary>
public class ReferenceFieldCaseTests
{
    [Fact]
    public void Cases_AreCompleteAndConsistent()
    {
        int cases = 0;
        foreach (string kind in new[] { "ff", "slot", "timing" })
        {
            foreach (string name in ReferenceFieldCase.Names(kind))
            {
                ReferenceFieldCase reference = ReferenceFieldCase.Read(kind, name);
                Assert.True(File.Exists(reference.GeometryFile) && File.Exists(reference.MaterialFile) && File.Exists(reference.LoadFile) && File.Exists(reference.NumericsFile), name);
                Assert.Equal(Tensor3x3.Identity, reference.Rows[0].F);
                Assert.All(reference.Rows.Skip(1), r => Assert.True(r.Iterations > 0 && r.Cutback == 0));
                Assert.True(reference.CpuSecondsPerIncrement > 0.0, name);
                for (int k = 1; k <= reference.Increments; k++)
                    Assert.True(ReferenceFieldCase.Largest(reference.PrescribedF(k) - reference.Rows[k].F) < 1e-9, name); // ten significant digits
                if (kind != "slot")
                {
                    foreach (ReferenceRow row in reference.Rows.Skip(1))
                    {
                        Tensor3x3 cauchy = (1.0 / row.F.Determinant) * (row.P_Pa * row.F.Transpose);
                        Assert.True(ReferenceFieldCase.Largest(cauchy - row.HomogenisedCauchy_Pa) < 1.0, name);
                    }
                }

                cases++;
            }
        }

        Assert.Equal(22 + 1 + 3, cases);
    }

    [Theory]
    [InlineData("ff", "ve0_uniax_16", 4096)]
    [InlineData("ff", "ve0_uniax_16_tight", 4096)]
    [InlineData("slot", "slot_24x24x2_taylor4_spectral_basic", 1152)]
    public void FinalFields_HaveTheMeansOfTheHistory(string kind, string name, int voxels)
    {
        ReferenceFieldCase reference = ReferenceFieldCase.Read(kind, name);
        Assert.True(reference.HasFinalFields);
        (Tensor3x3[] F, Tensor3x3[] P) = reference.FinalFields();
        Assert.Equal(voxels, F.Length);
        Compare(F, P, reference.Rows[^1]);
        if (kind == "slot")
        {
            (F, P) = reference.FirstFields();
            Compare(F, P, reference.Rows[1]);
        }
    }

    private static void Compare(Tensor3x3[] F, Tensor3x3[] P, ReferenceRow row)
    {
        Tensor3x3 meanF = default, meanP = default;
        for (int v = 0; v < F.Length; v++)
            (meanF, meanP) = (meanF + (1.0 / F.Length) * F[v], meanP + (1.0 / F.Length) * P[v]);
        Assert.True(ReferenceFieldCase.Largest(meanF - row.F) < 1e-7);
        Assert.True(ReferenceFieldCase.Largest(meanP - row.P_Pa) < 1e-6 * ReferenceFieldCase.Largest(row.P_Pa));
    }
}
