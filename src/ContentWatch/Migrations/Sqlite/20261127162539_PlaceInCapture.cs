using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ContentWatch.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PlaceInCapture : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Place",
                table: "Appearances",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Place",
                table: "Appearances");
        }
    }
}
