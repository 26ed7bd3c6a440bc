namespace UmatSurrogate.Plugin.Hosts;

/// <summary>The conventions under which a host calls: frames, tangent, first calls, step control.</summary>
internal enum HostKind
{
    /// <summary>
    /// CalculiX's interface ABAQUSNL: rotated Cauchy stress, logarithmic strain of U, moduli of the Kirchhoff stress,
    /// set-up sweeps with increment 0, PNEWDT read when positive.
    /// </summary>
    Calculix,

    /// <summary>
    /// VUMAT of Abaqus/Explicit: blocks of points, rotated Cauchy stress, right stretch, a data-check call at step time 0, no step
    /// control. Set in the configuration only: its material names tell nothing.
    /// </summary>
    AbaqusExplicit,
}
