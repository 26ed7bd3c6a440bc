using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Recurrent;

public sealed class TrustScoreTests
{
    // Ub 0.8 .. 1.2 and -0.2 .. 0.2, x 1e-5 .. 5e-3, dt 1e-3 .. 100 s, rate 1e-6 .. 0.1 1/s, l up to 0.5
    private static readonly ModelSpecification Plain = TestModels.Specification(FeatureSet.BishopHill, 1, 8);

    private static readonly ModelSpecification Recorded = Plain with
    {
        Trained = Plain.Trained with { GrainsMinimum = 15, GrainsMaximum = 30, TextureIndexMaximum = 4.0, TurnMaximum_deg = 90.0, PathExcessMaximum = 0.02 },
    };

    private static readonly SurrogateModel Model = TestModels.Random(Recorded, 3);
    private static readonly MicrostructureContext Context = TestModels.Context(Model, 20, 3);
    private static readonly MicrostructureDescriptors Random20 = MicrostructureDescriptors.Of(VolumeElementGenerator.Random(20, 3).Grains);

    [Fact]
    public void OrdinaryStep_InsideByEveryMeasure()
    {
        TrustScore score = Score(Recorded, Fresh(), Shear(2e-3), 1.0);
        Assert.Equal(TrustMeasures.None, score.Flags);
        Assert.InRange(score.Value, 0.0, 1.0);
        Assert.Equal(TrustLevel.Trained, score.Level);
    }

    /// <summary>Each measure alone takes the score out of the training data, by the amount it is defined to.</summary>
    [Fact]
    public void EachMeasure_ItsFlagAndValue()
    {
        Check(TrustMeasures.Stretch, Isochoric(Shear(0.22)).S12 / 0.2, Score(Plain, State(stretch: Shear(0.2195)), Shear(0.22), 1.0), 1e-12);
        Check(TrustMeasures.Rate, 1.0 + Math.Log10(Math.Sqrt(2) * 2e-3 / 1e-2 / 0.1), Score(Plain, Fresh(), Shear(2e-3), 1e-2), 1e-4);
        Check(TrustMeasures.Rate, 1.0 + Math.Log10(1e-6 / (Math.Sqrt(2) * 2e-5 / 90)), Score(Plain, Fresh(), Shear(2e-5), 90.0), 1e-4);
        Check(TrustMeasures.TimeStep, 1.0 + Math.Log10(3.0), Score(Plain, Fresh(), Shear(2e-3), 300.0), 1e-9);
        Check(TrustMeasures.PathLength, 0.6 / 0.5, Score(Plain, State(pathLength: 0.6), Shear(1e-5), 1.0), 1e-4);
        Check(TrustMeasures.PathExcess, 0.03 / 0.02, Score(Recorded, State(pathLength: 0.03), Shear(0), 0.05), 1e-9);
        Check(TrustMeasures.Rate, 1.0 + Math.Log10(1e-6 * 50.0 / 1e-7), Score(Plain, State(pathLength: 0.03), Shear(0), 50.0), 1e-9); // a rest
        Assert.Equal(TrustMeasures.None, Score(Plain, Fresh(), Shear(0), 50.0).Flags);
        Assert.Equal(TrustMeasures.None, Score(Plain, State(pathLength: 0.03), Shear(1e-8), 1e-7).Flags); // explicit time steps
        Check(TrustMeasures.Grains, 40.0 / 30.0, Score(Recorded, Fresh(), Shear(2e-3), 1.0, new(40, 1.0)), 1e-12);
        Check(TrustMeasures.Grains, 15.0 / 5.0, Score(Recorded, Fresh(), Shear(2e-3), 1.0, new(5, 1.0)), 1e-12);
        Check(TrustMeasures.Texture, 5.0 / 3.0, Score(Recorded, Fresh(), Shear(2e-3), 1.0, new(20, 6.0)), 1e-12);
        double length = StrainIncrement.Between(Isochoric(Shear(0.02)) - SymmetricTensor.Identity, SymmetricTensor.Identity).Norm; // x_max 5e-3
        Check(TrustMeasures.StepLength, 1.0 + 0.25 * Math.Log10(length / 5e-3), Score(Plain, Fresh(), Shear(0.02), 1.0), 1e-12);
        Check(TrustMeasures.StepLength, double.PositiveInfinity, Score(Plain, Fresh(), Shear(0.9), 1.0), 0.0);
        Check(TrustMeasures.Spread, 1.2, Score(Recorded, Fresh(), Shear(2e-3), 1.0, spread_Pa: 1.2 * PointTrust.DefaultSpreadLimit_Pa), 1e-12);
        Assert.Equal(TrustLevel.Unreliable, Score(Recorded, Fresh(), Shear(2e-3), 1.0, spread_Pa: double.NaN).Level);

        static void Check(TrustMeasures flag, double value, TrustScore score, double tolerance)
        {
            Assert.Equal(flag, score.Flags & ~TrustMeasures.Unreliable);
            Assert.Equal(value, score.Value, tolerance);
            Assert.Equal(value > TrustScore.UnreliableScore, score.Flags.HasFlag(TrustMeasures.Unreliable));
            Assert.Equal(value > TrustScore.UnreliableScore ? TrustLevel.Unreliable : TrustLevel.Extrapolated, score.Level);
        }
    }

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(60.0, 60.0 / 90.0)]
    [InlineData(180.0, 2.0)]
    public void Turn_AngleToTheFadingStrain(double angle_deg, double expected)
    {
        // e_1 along 12; the step turned towards 13 (shears of equal norm).
        double[] state = Fresh();
        new DeviatoricVector(0, 0, 0, 0, 0).ToSpan(state.AsSpan(PointState.FadingStrainOffset));
        DeviatoricVector.FromTensor(0.9 / Math.Sqrt(2) * new SymmetricTensor(0, 0, 0, 1, 0, 0)).ToSpan(state.AsSpan(PointState.FadingStrainOffset));
        (double sin, double cos) = Math.SinCos(Math.PI / 180.0 * angle_deg);
        SymmetricTensor end = SymmetricTensor.Identity + 1e-4 * new SymmetricTensor(0, 0, 0, cos, sin, 0);
        TrustScore score = Score(Recorded, state, end, 1.0);
        Assert.Equal(expected > 1.0, score.Flags.HasFlag(TrustMeasures.Turn));
        DeviatoricVector d = DeviatoricVector.FromTensor(end - SymmetricTensor.Identity);
        Assert.Equal(angle_deg, PathShape.Turn_deg(DeviatoricVector.FromSpan(state.AsSpan(PointState.FadingStrainOffset)), d, 0.0), 1e-5);
        if (expected > 1.0)
            Assert.Equal(expected, score.Value, 1e-6);
        Assert.Equal(0.0, PathShape.Turn_deg(default, d, 0.0));
    }

    /// <summary>Data at one rate, with one time step, one number of grains, of random grains and along straight paths: their own points are inside.</summary>
    [Fact]
    public void RangesOfOneValue_LowInside_FlaggedOutside()
    {
        const double dt_s = 0.5;
        SymmetricTensor end = Shear(2e-3);
        double rate = StrainIncrement.Between(Isochoric(end) - SymmetricTensor.Identity, SymmetricTensor.Identity).Norm / dt_s;
        ModelSpecification narrow = Plain with
        {
            Trained = Plain.Trained with
            {
                TimeStepMinimum_s = dt_s,
                TimeStepMaximum_s = dt_s,
                RateMinimum_perSecond = rate * (1 + 1e-9),
                RateMaximum_perSecond = rate * (1 + 1e-9),
                GrainsMinimum = 20,
                GrainsMaximum = 20,
                TextureIndexMaximum = 1.0,
                TurnMaximum_deg = 0.0,
                PathExcessMaximum = 0.0,
                StretchMinimum = [1, 1, 1, -0.2, 0, 0],
                StretchMaximum = [1, 1, 1, 0.2, 0, 0],
            },
        };
        double low = rate * dt_s / Plain.Trained.StepLengthMaximum; // x/x_max, the largest measure that is left
        Assert.Equal(low, Score(narrow, Fresh(), end, dt_s, new(20, 1.0)).Value, 1e-9);
        Assert.Equal(low, Score(narrow, Fresh(), end, dt_s, new(20, 1.0 + 0.9 * low * 3 * TextureIndex.StandardDeviation(20))).Value, 1e-9);

        Outside(TrustMeasures.Grains, 2.0, Score(narrow, Fresh(), end, dt_s, new(40, 1.0)));
        Outside(TrustMeasures.Grains, 2.0, Score(narrow, Fresh(), end, dt_s, new(10, 1.0)));
        Outside(TrustMeasures.Grains, 1.05, Score(narrow, Fresh(), end, dt_s, new(21, 1.0)));
        Outside(TrustMeasures.Texture, 4.0 / 3.0, Score(narrow, Fresh(), end, dt_s, new(20, 1.0 + 4 * TextureIndex.StandardDeviation(20))));
        // Time and rate: a border 0.1 decades off, and decades beyond it; half the time is half inside.
        Outside(TrustMeasures.TimeStep | TrustMeasures.Rate, 1.9, Score(narrow, Fresh(), end, 10 * dt_s, new(20, 1.0)));
        Outside(TrustMeasures.Rate, 1.9, Score(narrow, Fresh(), end, 0.1 * dt_s, new(20, 1.0)));
        Assert.Equal(TrustMeasures.None, Score(narrow, Fresh(), end, 1.2 * dt_s, new(20, 1.0)).Flags);
        // A component without range has 1/20 of the widest half range, 0.01.
        Outside(TrustMeasures.Stretch, 2.0, Score(narrow, State(stretch: new(1, 1, 1, 0, 0.0199, 0)), new(1, 1, 1, 0, 0.02, 0), Math.Sqrt(2) * 1e-4 / rate, new(20, 1.0)), 1e-3);
        double[] strained = State();
        DeviatoricVector.FromTensor(new SymmetricTensor(0, 0, 0, -0.5, 0, 0)).ToSpan(strained.AsSpan(PointState.FadingStrainOffset));
        Outside(TrustMeasures.Turn, 18.0, Score(narrow, strained, end, dt_s, new(20, 1.0)));

        static void Outside(TrustMeasures flags, double value, TrustScore score, double tolerance = 1e-8)
        {
            Assert.Equal(flags, score.Flags & ~TrustMeasures.Unreliable);
            Assert.Equal(value, score.Value, tolerance);
        }
    }

    /// <summary>0 in the middle, 1 at the border, decades beyond, everywhere continuous.</summary>
    [Theory]
    [InlineData(1e-4, 1e-2)]
    [InlineData(0.9e-3, 1.1e-3)]
    [InlineData(1e-3, 1e-3)]
    public void RatioRange_MiddleBorderAndBeyond(double lowest, double highest)
    {
        double middle = Math.Sqrt(lowest * highest), half = Math.Max(0.5 * Math.Log10(highest / lowest), RatioRange.NarrowestHalfWidth_decades);
        RatioRange range = new(lowest, highest);
        Assert.Equal(0.0, range.Outside(middle), 1e-12);
        for (int side = -1; side <= 1; side += 2)
        {
            Assert.Equal(1.0, range.Outside(middle * Math.Pow(10, side * half)), 1e-12);
            Assert.Equal(1.5, range.Outside(middle * Math.Pow(10, side * (half + 0.5))), 1e-12);
            for (double share = 0.1; share < 1; share += 0.1)
                Assert.InRange(range.Outside(middle * Math.Pow(10, side * share * half)), 0.0, 1.0);
        }
        Assert.Equal(0.0, range.Above(1e-9));
        Assert.Equal(0.0, new RatioRange(0, double.PositiveInfinity).Outside(7.0));
    }

    [Fact]
    public void OptionalRanges_SurviveTheModelFile_AndOldFilesDoNotHaveThem()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Model.Save(file);
            TrainedRange read = SurrogateModel.Load(file).Specification.Trained;
            Assert.Equal((15, 30, 4.0, 90.0, 0.02), (read.GrainsMinimum, read.GrainsMaximum, read.TextureIndexMaximum, read.TurnMaximum_deg, read.PathExcessMaximum));
            TestModels.Random(Plain with { Trained = Plain.Trained with { StretchMinimum = [0.9, 0.9, 0.9, -0.1, 0, 0], StretchMaximum = [1.1, 1.1, 1.1, 0.1, 0, 0] } }, 3).Save(file);
            Assert.Equal(0.0, SurrogateModel.Load(file).Specification.Trained.StretchMaximum[5]); // a plane path
            TestModels.Random(Plain, 3).Save(file);
            read = SurrogateModel.Load(file).Specification.Trained;
            Assert.Equal((null, null, null, null, null), (read.GrainsMinimum, read.GrainsMaximum, read.TextureIndexMaximum, read.TurnMaximum_deg, read.PathExcessMaximum));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static SymmetricTensor Shear(double gamma) => new(1, 1, 1, gamma, 0, 0);

    private static SymmetricTensor Isochoric(in SymmetricTensor u) => IsochoricStretch.FromStretch(u);

    private static double[] Fresh() => TestModels.InitialState(Context);

    private static double[] State(double pathLength = 0.0, SymmetricTensor? stretch = null)
    {
        double[] state = Fresh();
        (Isochoric(stretch ?? SymmetricTensor.Identity) - SymmetricTensor.Identity).ToSpan(state);
        state[PointState.PathLengthOffset] = pathLength;
        return state;
    }

    private static TrustScore Score(
        ModelSpecification specification, double[] state, in SymmetricTensor u, double dt_s, MicrostructureDescriptors? grains = null, double spread_Pa = 0.0) =>
        new PointTrust(specification).Score(state, TestModels.Components(u), dt_s, grains ?? Random20, spread_Pa);
}
