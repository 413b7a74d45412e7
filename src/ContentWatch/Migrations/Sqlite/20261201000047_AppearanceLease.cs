using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ContentWatch.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AppearanceLease : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "LeaseUntil",
                table: "Appearances",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "LeaseUntil",
                table: "Appearances");
        }
    }
}
