#pragma once
#include <filesystem>
#include <string_view>

namespace kscan::agent {

/// Writes a Java database as trivy keeps it (trivy-java-db pkg/db: trivy-java.db, metadata.json)
/// into `dir`, which is created. `sqlite` is a database file with trivy's tables and nothing in
/// them: trivy then identifies JARs by their own metadata only, and downloads nothing. Throws
/// Error.
void write_java_db(const std::filesystem::path& dir, std::string_view sqlite);

}  // namespace kscan::agent
