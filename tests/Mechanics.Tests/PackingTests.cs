using UmatSurrogate.Mechanics;
using UmatSurrogate.Mechanics.HostConventions;
using UmatSurrogate.Mechanics.Packings;

namespace UmatSurrogate.Mechanics.Tests;

public sealed class PackingTests
{
    // Components whose value tells their indices: 12 is component (1,2).
    private static readonly SymmetricTensor Named = new(11, 22, 33, 12, 13, 23);
    private static readonly Tensor3x3 NamedFull = new(11, 12, 13, 21, 22, 23, 31, 32, 33);

    [Fact]
    public void Mandel_RoundTripAndScalarProduct()
    {
        double[] a = new double[6], b = new double[6];
        SymmetricTensor other = new(1, -2, 3, 0.5, 0.25, -4);
        MandelPacking.Write(Named, a);
        MandelPacking.Write(other, b);
        Assert.InRange((MandelPacking.Read(a) - Named).Norm, 0, 1e-14);
        Assert.Equal(SymmetricTensor.DoubleContract(Named, other), a.Zip(b, (x, y) => x * y).Sum(), 1e-11);
    }

    [Fact]
    public void Voigt_HasTheClassicalOrderAndEngineeringShears()
    {
        double[] v = new double[6];
        VoigtPacking.WriteStress(Named, v);
        Assert.Equal([11, 22, 33, 23, 13, 12], v);
        Assert.Equal(Named, VoigtPacking.ReadStress(v));
        VoigtPacking.WriteStrain(Named, v);
        Assert.Equal([11, 22, 33, 46, 26, 24], v);
        Assert.Equal(Named, VoigtPacking.ReadStrain(v));
    }

    [Fact]
    public void Umat_StressStrainAndTensors()
    {
        double[] v = new double[6], t = new double[9];
        AbaqusUmatConvention.WriteStress(Named, v);
        Assert.Equal([11, 22, 33, 12, 13, 23], v);
        Assert.Equal(Named, AbaqusUmatConvention.ReadStress(v));
        AbaqusUmatConvention.WriteStrain(Named, v);
        Assert.Equal([11, 22, 33, 24, 26, 46], v);
        Assert.Equal(Named, AbaqusUmatConvention.ReadStrain(v));
        AbaqusUmatConvention.WriteTensor(NamedFull, t);
        Assert.Equal([11, 21, 31, 12, 22, 32, 13, 23, 33], t);
        Assert.Equal(NamedFull, AbaqusUmatConvention.ReadTensor(t));
    }

    [Fact]
    public void Umat_TangentIsColumnMajor()
    {
        double[] rows = new double[36], columns = new double[36];
        for (int i = 0; i < 36; i++)
            rows[i] = 10 * (i / 6 + 1) + i % 6 + 1;
        AbaqusUmatConvention.WriteTangent(rows, columns);
        Assert.Equal(21, columns[1]);
        Assert.Equal(12, columns[6]);
        Assert.Equal(65, columns[5 + 6 * 4]);
    }

    [Fact]
    public void Vumat_OrderAndBlockLayout()
    {
        const int Nblock = 3, Point = 1;
        double[] block = new double[6 * Nblock], defgrad = new double[9 * Nblock];
        AbaqusVumatConvention.WriteSymmetric(Named, block, Point, Nblock);
        Assert.Equal([11, 22, 33, 12, 23, 13], block.Where((_, i) => i % Nblock == Point));
        Assert.Equal(0.0, block.Where((_, i) => i % Nblock != Point).Sum());
        Assert.Equal(Named, AbaqusVumatConvention.ReadSymmetric(block, Point, Nblock));
        AbaqusVumatConvention.WriteDeformationGradient(NamedFull, defgrad, Point, Nblock);
        Assert.Equal([11, 22, 33, 12, 23, 31, 21, 32, 13], defgrad.Where((_, i) => i % Nblock == Point));
        Assert.Equal(NamedFull, AbaqusVumatConvention.ReadDeformationGradient(defgrad, Point, Nblock));
    }

    [Fact]
    public void Calculix_StretchIsTheExponentialOfTheLogarithmicStrain()
    {
        SymmetricTensor u0 = new RandomTensors(1).Stretch(1.1, 0.95, 1.02), u1 = new RandomTensors(2).Stretch(1.3, 0.9, 0.99);
        double[] stran = new double[6], dstran = new double[6];
        AbaqusUmatConvention.WriteStrain(SymmetricTensor.Log(u0), stran);
        AbaqusUmatConvention.WriteStrain(SymmetricTensor.Log(u1) - SymmetricTensor.Log(u0), dstran);
        Assert.InRange((CalculixConvention.RightStretch(stran) - u0).Norm, 0, 2e-15);
        Assert.InRange((CalculixConvention.RightStretch(stran, dstran) - u1).Norm, 0, 3e-15);
    }
}
