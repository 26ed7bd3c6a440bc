using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Microstructure;

/// <summary>Random orientations: uniform on SO(3), and unimodal about an ideal orientation.</summary>
public static class OrientationSampling
{
    /// <summary>Smallest half-width accepted, degrees.</summary>
    public const double MinimumHalfWidth_deg = 0.01;

    /// <summary>Largest half-width accepted, degrees: there the kernel parameter kappa is 1.</summary>
    public const double MaximumHalfWidth_deg = 90.0;

    /// <summary>The ideal orientation of a texture component.</summary>
    public static Orientation Ideal(TextureComponent component) => component switch
    {
        TextureComponent.Goss => Orientation.FromBunge_deg(0, 45, 90),
        TextureComponent.Brass => Orientation.FromBunge_deg(35, 45, 90),
        TextureComponent.Cube => Orientation.Identity,
        TextureComponent.Copper => Orientation.FromBunge_deg(90, 35, 45),
        _ => throw new InputException($"Texture component {component} is not known; known are Goss, Brass, Cube and Copper."),
    };

    /// <summary>
    /// Uniform on SO(3): a point on the unit 3-sphere by Marsaglia 1972 (doi:10.1214/aoms/1177692644), which needs square
    /// roots only, so that the bits are the same on every machine.
    /// </summary>
    public static Orientation Uniform(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        (double x1, double x2, double s1) = PointInDisc(random);
        (double x3, double x4, double s2) = PointInDisc(random);
        double f = Math.Sqrt((1.0 - s1) / s2);
        return new Orientation(x1, x2, f * x3, f * x4).Normalized;
    }

    /// <summary>
    /// Unimodal about <paramref name="mode"/> with the de la Vallee Poussin kernel (Schaeben 1997,
    /// doi:10.1002/1521-3951(199704)200:2&lt;367::AID-PSSB367&gt;3.0.CO;2-I):
    /// K(omega) = B(3/2, 1/2)/B(3/2, kappa + 1/2) cos^(2 kappa)(omega/2), omega the misorientation angle to the mode.
    /// The half-width is the angle at which K is half its maximum, kappa = ln(1/2)/(2 ln cos(halfWidth/2)).
    /// With the volume element sin^2(omega/2) d omega of SO(3), cos^2(omega/2) follows the Beta distribution with
    /// parameters (kappa + 1/2, 3/2), which is sampled exactly as a ratio of gamma variates; the axis is uniform.
    /// </summary>
    /// <param name="mode">Orientation of the maximum.</param>
    /// <param name="halfWidth_deg">Half-width at half maximum, degrees, 0.01 to 90.</param>
    /// <param name="random">Source of random numbers.</param>
    public static Orientation Unimodal(in Orientation mode, double halfWidth_deg, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double kappa = KernelParameter(halfWidth_deg);
        double g1 = random.NextGamma(kappa + 0.5);
        double g2 = random.NextGamma(1.5);
        // cos^2(omega/2) = g1/(g1+g2); the quaternion is (cos(omega/2), sin(omega/2) n).
        double c = Math.Sqrt(g1 / (g1 + g2));
        double s = Math.Sqrt(g2 / (g1 + g2));
        (double n1, double n2, double n3) = UnitVector(random);
        return (new Orientation(c, s * n1, s * n2, s * n3) * mode).Normalized;
    }

    /// <summary>Parameter kappa of the de la Vallee Poussin kernel for a half-width in degrees.</summary>
    public static double KernelParameter(double halfWidth_deg)
    {
        if (!(halfWidth_deg >= MinimumHalfWidth_deg && halfWidth_deg <= MaximumHalfWidth_deg))
        {
            throw new InputException(
                $"The half-width of the texture is {halfWidth_deg} deg; it must be between {MinimumHalfWidth_deg} and {MaximumHalfWidth_deg} deg.");
        }
        return -0.5 * Math.Log(2.0) / Math.Log(Math.Cos(0.5 * double.DegreesToRadians(halfWidth_deg)));
    }

    /// <summary>Uniform on the unit sphere, by Marsaglia 1972.</summary>
    public static (double N1, double N2, double N3) UnitVector(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        (double x, double y, double s) = PointInDisc(random);
        double f = 2.0 * Math.Sqrt(1.0 - s);
        return (f * x, f * y, 1.0 - 2.0 * s);
    }

    /// <summary>Uniform in the unit disc without its centre, and its squared radius.</summary>
    private static (double X, double Y, double S) PointInDisc(RandomStream random)
    {
        while (true)
        {
            double x = 2.0 * random.NextDouble() - 1.0;
            double y = 2.0 * random.NextDouble() - 1.0;
            double s = x * x + y * y;
            if (s > 0.0 && s < 1.0)
                return (x, y, s);
        }
    }
}
