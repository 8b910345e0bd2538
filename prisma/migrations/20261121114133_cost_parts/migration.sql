-- The facts of cost hold what is dedicated as well; the next refresh, within a minute, makes them anew.
DELETE FROM executive_facts WHERE name = 'cost';
