namespace Reporting.Server.Kernel;

/// <summary>How tenants are named. A firm is its own tenant; what an authority thinks lives in its own; the platform's system work has a reserved one.</summary>
public static class Tenants
{
    /// <summary>Work of the system itself: the sweep, registrations. No case lives here.</summary>
    public const string Platform = "platform";

    /// <summary>The name a session takes that reads single-tenanted documents only. Marten refuses a session without a tenant, and no event is ever written under this one.</summary>
    public const string Index = "*index*";

    public static string OfFirm(Guid firm) => firm.ToString("N");

    public static string OfAuthority(string authority) => "authority-" + authority;
}
