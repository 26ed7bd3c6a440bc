using System.Globalization;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Data.Tests;

/// <summary>path.csv and history.csv: fixed columns, exact round trips, and messages that say what is wrong where.</summary>
public sealed class CsvTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PathCsv_RoundTrip_GivesTheSameBits()
    {
        LoadPath path = RandomPathGenerator.Generate(new RandomPathRule { TimeGrid = TimeGrid.Random }, new RandomStream(3, 0));
        PathCsv.Write(_folder.File("path.csv"), path);
        LoadPath read = PathCsv.Read(_folder.File("path.csv"));
        Assert.Equal(path.Times_s, read.Times_s);
        Assert.Equal(path.DeformationGradients, read.DeformationGradients);
    }

    [Fact]
    public void PathCsv_Header_IsTheFixedOne()
    {
        PathCsv.Write(_folder.File("path.csv"), new LoadPath([0, 1], [Tensor3x3.Identity, Tensor3x3.Identity]));
        Assert.Equal(
            "time_s,F11,F12,F13,F21,F22,F23,F31,F32,F33\n0,1,0,0,0,1,0,0,0,1\n1,1,0,0,0,1,0,0,0,1\n",
            File.ReadAllText(_folder.File("path.csv")));
    }

    [Fact]
    public void HistoryCsv_RoundTrip_GivesTheSameBitsAndTheCauchyStress()
    {
        Tensor3x3 F = new(1.02, 0.01, 0, 0, 0.99, 0.03, -0.02, 0, 1.01);
        SymmetricTensor sigma = new(1e8, -3e7, 2e6, 5e6, 1e6 / 3, -4e6);
        Tensor3x3 P = F.Determinant * (sigma.ToTensor() * F.Inverse.Transpose);
        MaterialHistory history = MaterialHistory.FromFirstPiolaKirchhoff([0, 0.1], [Tensor3x3.Identity, F], [Tensor3x3.Zero, P]);
        Assert.True((history.CauchyStress_Pa[1] - sigma).Norm < 1e-6);

        HistoryCsv.Write(_folder.File("history.csv"), history);
        MaterialHistory read = HistoryCsv.Read(_folder.File("history.csv"));
        Assert.Equal(history.Times_s, read.Times_s);
        Assert.Equal(history.DeformationGradients, read.DeformationGradients);
        Assert.Equal(history.FirstPiolaKirchhoffStress_Pa, read.FirstPiolaKirchhoffStress_Pa);
        Assert.Equal(history.CauchyStress_Pa, read.CauchyStress_Pa);
        Assert.StartsWith(
            "increment,time_s,F11,F12,F13,F21,F22,F23,F31,F32,F33,P11_Pa,P12_Pa,P13_Pa,P21_Pa,P22_Pa,P23_Pa,P31_Pa,P32_Pa,P33_Pa,"
            + "sigma11_Pa,sigma22_Pa,sigma33_Pa,sigma12_Pa,sigma13_Pa,sigma23_Pa\n0,0,1,",
            File.ReadAllText(_folder.File("history.csv")));
    }

    [Fact]
    public void MaterialHistory_FromCauchy_InvertsFromFirstPiolaKirchhoff()
    {
        Tensor3x3 F = new(1.1, 0.2, 0, 0.05, 0.9, 0.03, -0.02, 0.1, 1.05);
        SymmetricTensor sigma = new(1e8, -3e7, 2e6, 5e6, 7e5, -4e6);
        Tensor3x3 P = MaterialHistory.FromCauchy([0], [F], [sigma]).FirstPiolaKirchhoffStress_Pa[0];
        Assert.True((MaterialHistory.FromFirstPiolaKirchhoff([0], [F], [P]).CauchyStress_Pa[0] - sigma).Norm < 1e-6);
    }

    [Theory]
    [InlineData("time_s,F11,F12,F13,F21,F22,F23,F31,F32,F33\n0,1,0,0,0,1,0,0,0,1\n1,1,0,0,0,1,0,x,0,1\n", "line 3", "'F31'", "'x'")]
    [InlineData("time_s,F11,F12,F13,F21,F22,F23,F31,F32,F33\n0,1,0,0,0,1,0,0,0,1\n1,1,0,0,0,1,0,0,0,NaN\n", "line 3", "'F33'", "'NaN'")]
    [InlineData("time_s,F11,F12,F13,F21,F22,F23,F31,F32,F33\n0,1,0,0,0,1,0,0,0\n", "line 2", "9 values", "10 columns")]
    [InlineData("time_s,F11,F12,F13,F21,F22,F23,F31,F32\n", "line 1", "'F33'", "missing")]
    [InlineData("time_s,F11,F12,F13,F21,F22,F23,F31,F32,F33,G\n", "line 1", "'G'", "not known")]
    [InlineData("time_s,F11,F12,F13,F21,F22,F23,F31,F32,F33\n0,1,0,0,0,1,0,0,0,1\n0,1,0,0,0,1,0,0,0,1\n", "line 3", "increase", "0 s")]
    [InlineData("time_s,F11,F12,F13,F21,F22,F23,F31,F32,F33\n0,1,0,0,0,1,0,0,0,1\n\n1,-1,0,0,0,1,0,0,0,1\n", "line 4", "determinant", "-1")]
    [InlineData("time_s,F11,F12,F13,F21,F22,F23,F31,F32,F33\n0,1,0,0,0,1,0,0,0,1\n", "at least two", "path.csv", "1 ")]
    [InlineData("", "empty", "path.csv", "header")]
    public void PathCsv_BadFile_IsRefusedWithPlaceAndValue(string text, string first, string second, string third)
    {
        string file = _folder.File("path.csv");
        File.WriteAllText(file, text);
        InputException e = Assert.Throws<InputException>(() => PathCsv.Read(file));
        Assert.Contains(file, e.Message);
        Assert.Contains(first, e.Message);
        Assert.Contains(second, e.Message);
        Assert.Contains(third, e.Message);
    }

    [Fact]
    public void HistoryCsv_IncrementsThatDoNotCount_AreRefused()
    {
        string file = _folder.File("history.csv");
        HistoryCsv.Write(file, MaterialHistory.FromFirstPiolaKirchhoff([0, 1], [Tensor3x3.Identity, Tensor3x3.Identity], [default, default]));
        File.WriteAllText(file, File.ReadAllText(file).Replace("\n1,1,", "\n2,1,", StringComparison.Ordinal));
        Assert.Contains("line 3", Assert.Throws<InputException>(() => HistoryCsv.Read(file)).Message);
    }

    [Fact]
    public void Write_UnderACultureWithDecimalComma_WritesPoints()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            PathCsv.Write(_folder.File("path.csv"), new LoadPath([0, 0.5], [Tensor3x3.Identity, 1.25 * Tensor3x3.Identity]));
            Assert.Equal(0.5, PathCsv.Read(_folder.File("path.csv")).Times_s[1]);
            Assert.Contains("0.5,1.25,0", File.ReadAllText(_folder.File("path.csv")));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
