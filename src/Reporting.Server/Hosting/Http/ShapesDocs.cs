using System.Collections.Frozen;
using System.Reflection;
using System.Xml.Linq;
using Reporting.Contracts;

namespace Reporting.Server.Hosting.Http;

/// <summary>The docstrings of the wire's records, as descriptions in its schemas. Nothing where the documentation file was not shipped.</summary>
internal static class ShapesDocs
{
    private static readonly Lazy<FrozenDictionary<string, string>> Summaries = new(Load);

    public static string? Of(MemberInfo member)
    {
        var id = member is Type type ? "T:" + Name(type) : $"P:{Name(member.DeclaringType!)}.{member.Name}";
        return Summaries.Value.GetValueOrDefault(id);
    }

    private static string Name(Type type) =>
        (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static FrozenDictionary<string, string> Load()
    {
        var file = Path.Combine(AppContext.BaseDirectory, typeof(WireJson).Assembly.GetName().Name + ".xml");
        return !File.Exists(file)
            ? FrozenDictionary<string, string>.Empty
            : XDocument.Load(file).Descendants("member")
                .Where(m => m.Element("summary") is not null)
                .ToFrozenDictionary(m => m.Attribute("name")!.Value, m => Plain(m.Element("summary")!), StringComparer.Ordinal);
    }

    private static string Plain(XElement summary) =>
        string.Join(' ', string.Concat(summary.Nodes().Select(Plain)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // A reference names a member of ours; on the wire it has that name with a small first letter.
    private static string Plain(XNode node) => node switch
    {
        XElement { Name.LocalName: "see" } see when see.Attribute("cref") is { } target => Member(target.Value),
        XElement element => element.Value,
        XText text => text.Value,
        _ => "",
    };

    private static string Member(string target)
    {
        var name = target[(target.LastIndexOf('.') + 1)..];
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
