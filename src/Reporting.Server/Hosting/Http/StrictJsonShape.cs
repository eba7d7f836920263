using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Reporting.Contracts;

namespace Reporting.Server.Hosting.Http;

/// <summary>What a type takes, worked out once from its members and their attributes.</summary>
public sealed class StrictJsonShape
{
    private static readonly ConcurrentDictionary<Type, StrictJsonShape> Known = new();

    private StrictJsonShape(Type type, JsonTypeInfoKind kind)
    {
        Type = type;
        Kind = kind;
    }

    /// <summary>Of a single value what it is at heart: neither nullable nor sealed.</summary>
    public Type Type { get; }

    public JsonTypeInfoKind Kind { get; }

    public IReadOnlyList<Member> Members { get; private set; } = [];

    public StrictJsonShape? Element { get; private set; }

    /// <summary>Nothing in it has a rule: no need to look.</summary>
    public bool IsFree { get; private set; } = true;

    public static StrictJsonShape Of(Type type) => Known.GetOrAdd(type, static t => Make(t, []));

    private static StrictJsonShape Make(Type type, IReadOnlyList<ValidationAttribute> ofValue)
    {
        var info = WireJson.Options.GetTypeInfo(type);
        if (info.Kind == JsonTypeInfoKind.Enumerable)
        {
            var element = Of(info.ElementType!);
            return new StrictJsonShape(type, info.Kind) { Element = element, IsFree = element.IsFree };
        }

        if (info.Kind != JsonTypeInfoKind.Object)
        {
            return new StrictJsonShape(Heart(type), JsonTypeInfoKind.None);
        }

        var members = info.Properties.Where(p => p is { Set: not null, Get: not null }).Select(p => Member.Of(p, ofValue)).ToList();
        return new StrictJsonShape(type, info.Kind) { Members = members, IsFree = members.TrueForAll(m => m.IsFree) };
    }

    private static Type Heart(Type type) =>
        Nullable.GetUnderlyingType(type) is { } value ? value
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Sealed<>) ? type.GetGenericArguments()[0]
        : type;

    /// <summary>Whether a value that was read keeps every rule of its shape.</summary>
    public bool IsFine(object value) => IsFree || Kind switch
    {
        JsonTypeInfoKind.Object => Members.All(m => m.IsFree || m.Get(value) is not { } stated || m.IsFine(stated)),
        JsonTypeInfoKind.Enumerable => ((IEnumerable)value).Cast<object>().All(Element!.IsFine),
        _ => true,
    };

    /// <summary>One member of an object, with the rules of its value and, of a list, of each item.</summary>
    public sealed record Member(
        MemberInfo Declared,
        string Name,
        bool Required,
        Func<object, object?> Get,
        IReadOnlyList<ValidationAttribute> Rules,
        IReadOnlyList<ValidationAttribute> EachRules,
        StrictJsonShape Shape)
    {
        public bool IsFree => Rules.Count == 0 && EachRules.Count == 0 && Shape.IsFree;

        public static Member Of(JsonPropertyInfo property, IReadOnlyList<ValidationAttribute> ofValue)
        {
            var declared = (MemberInfo)property.AttributeProvider!;
            var attributes = declared.GetCustomAttributes(inherit: true);
            ValidationAttribute[] rules = [.. attributes.OfType<ValidationAttribute>()];
            ValidationAttribute[] each = [.. attributes.OfType<EachAttribute>().Select(e => e.Rule)];
            var type = property.PropertyType;

            // The rules of an estimate are those of its figure, which is its member "value".
            return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Est<>)
                ? new Member(declared, property.Name, property.IsRequired, property.Get!, [], [], Make(type, rules))
                : new Member(declared, property.Name, property.IsRequired, property.Get!, property.Name == "value" ? [.. rules, .. ofValue] : rules, each, StrictJsonShape.Of(type));
        }

        public bool IsFine(object stated) =>
            Keeps(Rules, stated)
            && (EachRules.Count == 0 || ((IEnumerable)stated).Cast<object>().All(item => Keeps(EachRules, item)))
            && Shape.IsFine(stated);

        private static bool Keeps(IReadOnlyList<ValidationAttribute> rules, object stated)
        {
            var value = stated is Sealed<string> text ? text.Value : stated;
            for (var i = 0; i < rules.Count; i++)
            {
                if (!rules[i].IsValid(value))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
