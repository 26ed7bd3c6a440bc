namespace UmatSurrogate.Microstructure;

/// <summary>Ideal texture components of rolled and recrystallised fcc metals, named by their Bunge angles.</summary>
public enum TextureComponent
{
    /// <summary>(phi1, Phi, phi2) = (0, 45, 90) deg.</summary>
    Goss,

    /// <summary>(phi1, Phi, phi2) = (35, 45, 90) deg.</summary>
    Brass,

    /// <summary>(phi1, Phi, phi2) = (0, 0, 0) deg.</summary>
    Cube,

    /// <summary>(phi1, Phi, phi2) = (90, 35, 45) deg.</summary>
    Copper,
}

/// <summary>Symmetry of the sample, which turns a texture component into several variants O * T.</summary>
public enum SampleSymmetry
{
    /// <summary>None: one variant.</summary>
    Triclinic,

    /// <summary>The three two-fold axes of a rolled sheet (222): four equally likely variants, some of which may coincide.</summary>
    Orthorhombic,
}
