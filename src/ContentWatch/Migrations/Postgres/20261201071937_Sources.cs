using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ContentWatch.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Sources : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "BytesSpent",
                table: "Sources",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "FetchedAt",
                table: "Sources",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "HostShare",
                table: "Sources",
                type: "integer",
                nullable: false,
                defaultValue: 100);

            migrationBuilder.AddColumn<string>(
                name: "Kind",
                table: "Sources",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "MaxBytesPerDay",
                table: "Sources",
                type: "bigint",
                nullable: false,
                defaultValue: 1073741824L);

            migrationBuilder.AddColumn<long>(
                name: "MaxTimePerDay",
                table: "Sources",
                type: "bigint",
                nullable: false,
                defaultValue: 144000000000L);

            migrationBuilder.AddColumn<long>(
                name: "RestsUntil",
                table: "Sources",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RevisitCeiling",
                table: "Sources",
                type: "bigint",
                nullable: false,
                defaultValue: 12096000000000L);

            migrationBuilder.AddColumn<long>(
                name: "RevisitFloor",
                table: "Sources",
                type: "bigint",
                nullable: false,
                defaultValue: 36000000000L);

            migrationBuilder.AddColumn<long>(
                name: "SpendingOf",
                table: "Sources",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "TimeSpent",
                table: "Sources",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "Visit",
                table: "Leads",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<Guid>(
                name: "EarlierId",
                table: "Captures",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Revisits",
                columns: table => new
                {
                    LeadId = table.Column<Guid>(type: "uuid", nullable: false),
                    CaptureId = table.Column<Guid>(type: "uuid", nullable: false),
                    ValidUrl = table.Column<string>(type: "character varying(2083)", maxLength: 2083, nullable: true),
                    ETag = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    LastModified = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    ReadAt = table.Column<long>(type: "bigint", nullable: true),
                    Seen = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Every = table.Column<long>(type: "bigint", nullable: false),
                    Unchanged = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Revisits", x => x.LeadId);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Revisits");

            migrationBuilder.DropColumn(
                name: "BytesSpent",
                table: "Sources");

            migrationBuilder.DropColumn(
                name: "FetchedAt",
                table: "Sources");

            migrationBuilder.DropColumn(
                name: "HostShare",
                table: "Sources");

            migrationBuilder.DropColumn(
                name: "Kind",
                table: "Sources");

            migrationBuilder.DropColumn(
                name: "MaxBytesPerDay",
                table: "Sources");

            migrationBuilder.DropColumn(
                name: "MaxTimePerDay",
                table: "Sources");

            migrationBuilder.DropColumn(
                name: "RestsUntil",
                table: "Sources");

            migrationBuilder.DropColumn(
                name: "RevisitCeiling",
                table: "Sources");

            migrationBuilder.DropColumn(
                name: "RevisitFloor",
                table: "Sources");

            migrationBuilder.DropColumn(
                name: "SpendingOf",
                table: "Sources");

            migrationBuilder.DropColumn(
                name: "TimeSpent",
                table: "Sources");

            migrationBuilder.DropColumn(
                name: "Visit",
                table: "Leads");

            migrationBuilder.DropColumn(
                name: "EarlierId",
                table: "Captures");
        }
    }
}
