#!/bin/sh
# Run once by PostgreSQL's image, on an empty volume: the owner of the tables, the login of the application, the database.
set -eu
# Passwords are quoted by psql, and are on no command line.
psql --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" --dbname=postgres <<'SQL'
\getenv app_password APP_DB_PASSWORD
\getenv owner_password OWNER_DB_PASSWORD
-- The owner makes the login of the door.
CREATE ROLE pipeline_owner LOGIN CREATEROLE PASSWORD :'owner_password';
CREATE ROLE pipeline_app LOGIN PASSWORD :'app_password';
CREATE DATABASE pipeline OWNER pipeline_owner;
SQL
