#!/bin/bash
# Run by the image of PostgreSQL when its volume is empty: the role of the services, and a database for each of them.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -v password="$CUSTOMERSERVICE_PASSWORD" -U postgres <<'SQL'
CREATE ROLE customerservice LOGIN CREATEDB PASSWORD :'password';
CREATE DATABASE intake OWNER customerservice;
CREATE DATABASE dispatch OWNER customerservice;
CREATE DATABASE repair OWNER customerservice;
CREATE DATABASE complaints OWNER customerservice;
CREATE DATABASE surveys OWNER customerservice;
CREATE DATABASE subscriptions OWNER customerservice;
CREATE DATABASE identity OWNER customerservice;
SQL
