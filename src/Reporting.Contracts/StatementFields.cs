using System.Collections;
using System.Reflection;
using System.Text.Json;
using Reporting.Contracts.Incidents;
using Reporting.Contracts.Screening;

namespace Reporting.Contracts;

/// <summary>Which fields the statements have, for forms that ask after them by JSON pointer.</summary>
public static class StatementFields
{
    /// <summary>Whether the statement of a kind of case (<c>incident</c>, <c>screening-notice</c>) has a member at a pointer; into a list: whether its items have it.</summary>
    public static bool Has(string caseType, string pointer) => caseType switch
    {
        "incident" => Has(typeof(IncidentStatement), pointer),
        "screening-notice" => Has(typeof(NoticeStatement), pointer),
        _ => false,
    };

    private static bool Has(Type type, string pointer)
    {
        if (pointer is not ['/', ..])
        {
            return false;
        }

        foreach (var name in pointer[1..].Split('/'))
        {
            if (Item(type).GetProperties(BindingFlags.Public | BindingFlags.Instance).FirstOrDefault(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name) == name) is not { } member)
            {
                return false;
            }

            type = member.PropertyType;
        }

        return true;
    }

    private static Type Item(Type type) =>
        Nullable.GetUnderlyingType(type) is { } value ? Item(value)
        : type.IsGenericType && (type.IsAssignableTo(typeof(IEnumerable)) || type.IsAssignableTo(typeof(ISealed))) ? Item(type.GetGenericArguments()[0])
        : type;
}
