global using Finding = Reporting.Contracts.Screening.OwnershipFinding;
global using Weight = Reporting.Contracts.Screening.FindingWeight;
